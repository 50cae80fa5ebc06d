/** How much is measured: sessions on the device, minutes of idling, rest before memory is looked at (the runtime gives back what it does not need after half a minute). */
export const PLAN = { sessions: 10_000, meanBytes: 20_000, idleMinutes: 10, settleMs: 40_000 };
export const QUICK_PLAN = { sessions: 1_000, meanBytes: 20_000, idleMinutes: 0.5, settleMs: 3_000 };
