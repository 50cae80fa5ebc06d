import { useId, type ReactNode } from 'react';

interface CardProps {
  readonly title: string;
  /** Beside the title: a link, a small button. */
  readonly aside?: ReactNode;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
  /** Anchor: `settings/key` scrolls to the card with the id `key`. */
  readonly id?: string;
}

/** A titled part of a screen. */
export function Card({ title, aside, hint, children, id }: CardProps): ReactNode {
  const heading = useId();
  return (
    <section className="card" aria-labelledby={heading} id={id}>
      <div className="card__head">
        <h2 id={heading}>{title}</h2>
        {aside}
      </div>
      {hint && <p className="muted small card__hint">{hint}</p>}
      {children}
    </section>
  );
}
