/** When “tomorrow” begins for somebody who pauses sync for today. */
const MORNING_HOUR = 8;
const MINUTE = 60_000;

/** Minutes from `now` until tomorrow morning by this computer's clock. */
export function minutesUntilTomorrow(now: Date): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return Math.max(1, Math.round((morning.getTime() - now.getTime()) / MINUTE));
}
