export const connection = {
  title: 'Connection doctor',
  hint: 'The requests that sync itself makes, tried out on one small test file.',
  start: 'Test the connection',
  running: 'Testing …',
  passed: 'Everything works.',
  notSetUp: 'There is nothing to test before sync is set up.',
  steps: 'Steps of the test',
  stepNames: {
    put: 'Write a small test file',
    get: 'Read it back',
    range: 'Read a part of it',
    list: 'List what is there',
    delete: 'Delete the test file',
    gone: 'See that it is gone',
    clock: 'Compare the clocks',
    versioning: 'Look whether older versions are kept',
    privilege: 'Look whether the key can do more than it needs',
  },
  states: {
    ok: 'done',
    failed: 'failed',
    noted: 'done, with a note',
    skipped: 'left out',
    running: 'running',
    waiting: 'waiting',
  },
  clockNote: (time: string, behind: boolean) =>
    `The clock of this computer is ${time} ${behind ? 'behind' : 'ahead of'} the server’s. At 15 minutes requests are refused.`,
  versioningOff:
    'They are not: “versioning” is off. With it the provider keeps what is overwritten or deleted by accident.',
  versioningUnknown: 'This key may not see whether “versioning” is on.',
  privilegeNote: 'The key can see all your buckets. One for this bucket only would do, and is safer.',
};
