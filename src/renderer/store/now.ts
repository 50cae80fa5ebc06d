import { useEffect, useState } from 'react';

/** The time, renewed every `everyMs`, for texts such as “2 minutes ago”. Milliseconds since 1970. */
export function useNow(everyMs = 20_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
