/** How large everything is, in bytes. `memory` is measured by itself, see memory.mjs. */
export const SIZES = {
  count: 2_000,
  totalBytes: 1e9,
  appendedBytes: 1e6,
  longBytes: 200e6,
  memory: { transcriptBytes: 2e9, lineBytes: 100e6 },
};

/** To see that everything works. What is appended stays as it is: the ratio held against a target depends on it. */
export const QUICK_SIZES = {
  count: 60,
  totalBytes: 12e6,
  appendedBytes: 1e6,
  longBytes: 10e6,
  memory: { transcriptBytes: 40e6, lineBytes: 20e6 },
};
