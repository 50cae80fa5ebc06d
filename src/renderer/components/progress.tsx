import type { ReactNode } from 'react';

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** 0: not known. */
  readonly total: number;
}

export function Progress({ label, done, total }: ProgressProps): ReactNode {
  const known = total > 0;
  const share = known ? Math.min(1, done / total) : 0;
  return (
    <div
      className={known ? 'progress' : 'progress progress--unknown'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? Math.round(share * 100) : undefined}
    >
      <div className="progress__bar" style={known ? { width: `${share * 100}%` } : undefined} />
    </div>
  );
}
