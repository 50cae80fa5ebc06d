import { useEffect, useRef, type ReactNode } from 'react';
import { useApp } from '../store/app-store.ts';
import { useStrings } from '../text/use-strings.ts';

interface PageProps {
  readonly title: string;
  /** Below the title: what this screen is about. */
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  /** The whole width, and a height of its own: for lists that scroll themselves. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

/** A screen: its title, which gets the focus when the screen appears unless something in it asked for it, and its content. */
export function Page({ title, hint, actions, full = false, children }: PageProps): ReactNode {
  const page = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { shell: words } = useStrings();
  const screen = useApp((app) => app.route.screen);
  useEffect(() => {
    document.title = `${title} – ${words.app}`;
  }, [title, words.app]);
  useEffect(() => {
    const taken = page.current?.contains(document.activeElement) ?? false;
    if (!taken) heading.current?.focus({ preventScroll: true });
  }, [screen]);
  return (
    <div ref={page} className={full ? 'page page--full' : 'page'}>
      <header className="page__head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {hint && <p className="muted">{hint}</p>}
        </div>
        {actions && <div className="cluster">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
