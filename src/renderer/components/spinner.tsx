import type { ReactNode } from 'react';

/** Turning ring; decoration of a control that is busy. With reduced motion it stands still. */
export function Spinner({ size = 16 }: { size?: 16 | 32 }): ReactNode {
  return <span className={`spinner spinner--${size}`} aria-hidden="true" />;
}

/** Something is on its way; `label` says what. */
export function Loading({ label }: { label: string }): ReactNode {
  return (
    <div className="loading" role="status">
      <Spinner size={32} />
      <span>{label}</span>
    </div>
  );
}
