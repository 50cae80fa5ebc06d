import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { desktopStrings, type DesktopStrings } from '../../../shared/strings/desktop.ts';
import { Card } from '../../components/card.tsx';
import type { IconName } from '../../components/icon.tsx';
import { List, Row } from '../../components/list.tsx';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useLanguage, useStrings } from '../../text/use-strings.ts';

type Entry = AppState['activity'][number];
type Kind = keyof DesktopStrings['activity'];

const ICONS: Readonly<Record<Kind, IconName>> = {
  sync: 'sync',
  upload: 'upload',
  download: 'save',
  conflict: 'conflicts',
  resolved: 'check',
  deleted: 'trash',
  restored: 'undo',
  failed: 'fail',
  captured: 'plus',
};

const SHOWN = 8;

export function ActivityCard({ activity }: { activity: AppState['activity'] }): ReactNode {
  const { overview: words } = useStrings();
  return (
    <Card title={words.activity}>
      {activity.length === 0 ? (
        <p className="muted">{words.noActivity}</p>
      ) : (
        <List label={words.activity}>
          {activity.slice(0, SHOWN).map((entry, index) => (
            <ActivityRow key={`${entry.at}-${index}`} entry={entry} />
          ))}
        </List>
      )}
    </Card>
  );
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(ICONS, kind);
}

function ActivityRow({ entry }: { entry: Entry }): ReactNode {
  const language = useLanguage();
  const format = useFormat();
  const now = useNow();
  const what = entry.summary || entry.detail || (entry.session ?? '');
  const known = isKind(entry.kind);
  const text = known ? desktopStrings(language).activity[entry.kind as Kind](what) : what || entry.kind;
  return (
    <Row
      icon={known ? ICONS[entry.kind as Kind] : 'info'}
      tone={entry.kind === 'failed' ? 'danger' : 'muted'}
      title={
        entry.session ? <a href={routeHash({ screen: 'sessions', item: entry.session })}>{text}</a> : text
      }
      aside={format.ago(entry.at, now)}
    />
  );
}
