import type { ReactNode } from 'react';
import { useStrings } from '../text/use-strings.ts';
import { IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'info' | 'ok' | 'warn' | 'danger';

const ICONS: Readonly<Record<Tone, IconName>> = { info: 'info', ok: 'done', warn: 'warn', danger: 'fail' };

interface BannerProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly onDismiss?: (() => void) | undefined;
  /** It came while the person was doing something: say it aloud. */
  readonly announced?: boolean;
}

export function Banner({
  tone,
  title,
  children,
  actions,
  onDismiss,
  announced = false,
}: BannerProps): ReactNode {
  const { components: words } = useStrings();
  return (
    <div className={`banner banner--${tone}`} role={announced ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div className="banner__words">
        <strong>{title}</strong>
        {children && <div>{children}</div>}
        {actions && <div className="banner__actions cluster">{actions}</div>}
      </div>
      {onDismiss && <IconButton icon="cross" label={words.dismiss(title)} onClick={onDismiss} />}
    </div>
  );
}
