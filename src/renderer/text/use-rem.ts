import { useEffect, useState } from 'react';

function currentRem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** The size of the text in CSS pixels, for what has to be computed; everything else is written in rem. */
export function useRem(): number {
  const [rem, setRem] = useState(currentRem);
  useEffect(() => {
    // Nothing tells of a new text size itself; what is measured in it does.
    const probe = document.createElement('div');
    probe.className = 'rem-probe';
    probe.setAttribute('aria-hidden', 'true');
    document.body.append(probe);
    const observer = new ResizeObserver(() => setRem(currentRem()));
    observer.observe(probe);
    return () => {
      observer.disconnect();
      probe.remove();
    };
  }, []);
  return rem;
}
