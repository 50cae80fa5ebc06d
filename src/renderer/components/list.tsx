import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export function List({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <ul className="list" aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  readonly icon?: IconName;
  readonly tone?: 'ok' | 'warn' | 'danger' | 'muted';
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  /** At the end of the row: time, badge, buttons. */
  readonly aside?: ReactNode;
}

export function Row({ icon, tone = 'muted', title, hint, aside }: RowProps): ReactNode {
  return (
    <li className="row">
      {icon && (
        <span className={`row__icon row__icon--${tone}`}>
          <Icon name={icon} />
        </span>
      )}
      <div className="row__words">
        <div className="row__title">{title}</div>
        {hint && <div className="row__hint">{hint}</div>}
      </div>
      {aside && <div className="row__aside">{aside}</div>}
    </li>
  );
}

/** Names and their values. */
export function Facts({
  facts,
}: {
  facts: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
