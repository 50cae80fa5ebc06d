import type { ReactNode } from 'react';
import type { Tone } from './banner.tsx';

/** A word or number about the thing beside it. */
export function Badge({ tone, children }: { tone?: Tone; children: ReactNode }): ReactNode {
  return <span className={tone ? `badge badge--${tone}` : 'badge'}>{children}</span>;
}
