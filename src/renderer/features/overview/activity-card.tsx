import type { ReactNode } from 'react';
import { activityLine, isActivityKind, type ActivityKind } from '../../../shared/activity-words.ts';
import type { AppState } from '../../../shared/contract.ts';
import type { Explain } from '../../../shared/standing-words.ts';
import { desktopStrings } from '../../../shared/strings/desktop.ts';
import { Card } from '../../components/card.tsx';
import type { IconName } from '../../components/icon.tsx';
import { List, Row } from '../../components/list.tsx';
import { explainError } from '../../errors/describe.ts';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useLanguage, useStrings } from '../../text/use-strings.ts';

type Entry = AppState['activity'][number];

const ICONS: Readonly<Record<ActivityKind, IconName>> = {
  sync: 'sync',
  upload: 'upload',
  download: 'save',
  conflict: 'conflicts',
  resolved: 'check',
  deleted: 'trash',
  restored: 'undo',
  failed: 'fail',
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

function ActivityRow({ entry }: { entry: Entry }): ReactNode {
  const language = useLanguage();
  const format = useFormat();
  const now = useNow();
  const strings = desktopStrings(language);
  const explain: Explain = (error) => explainError(error, language);
  const text = activityLine(entry, { strings, explain, date: format.date });
  if (text === null) return null;
  return (
    <Row
      icon={isActivityKind(entry.kind, strings) ? ICONS[entry.kind] : 'info'}
      tone={entry.kind === 'failed' ? 'danger' : 'muted'}
      title={
        entry.session ? <a href={routeHash({ screen: 'sessions', item: entry.session })}>{text}</a> : text
      }
      aside={format.ago(entry.at, now)}
    />
  );
}
