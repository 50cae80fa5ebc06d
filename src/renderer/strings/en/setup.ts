import { english } from '../count.ts';

export const setup = {
  title: 'Set-up',
  stepOf: (step: number, steps: number) => `Step ${step} of ${steps}`,
  leave: 'Leave the set-up',
  leaveHint: 'All answers are kept on this computer. Nothing is uploaded before the last step.',
  needed: 'This is needed.',

  alreadyTitle: 'Sync is set up',
  already: (place: string) => (place === '' ? '' : `Your sessions are kept in: ${place}.`),
  toOverview: 'To the overview',
  changeConnection: 'Change the connection',
  addDevice: 'Add another device',

  welcomeTitle: 'Keep your sessions safe, and at hand on every device',
  welcomeHint: 'Five minutes, step by step. You can go back at any time, and finish later.',
  begin: 'Begin',
  points: {
    yours: {
      title: 'In a place of your own',
      text: 'A bucket at a storage provider, mostly free or for cents a month; or a folder.',
    },
    encrypted: {
      title: 'Readable by you alone',
      text: 'Everything is encrypted on this computer. The provider sees neither texts nor names.',
    },
    everywhere: {
      title: 'On all your devices',
      text: 'Go on elsewhere with a session you began here. Nothing is overwritten without asking.',
    },
  },
  otherWays: 'Set up on another device already?',
  joinByCode: 'Enter a pairing code',
  openKit: 'Open a recovery kit',
  startOver: 'Start over',
  startOverHint:
    'The answers so far and their secrets will be forgotten. Saved settings and sessions are not touched.',
  forgetAnswers: 'Forget the answers',
  joinTitle: 'Join with a pairing code',
  joinHint:
    'On the other device, choose “Add another device”. It shows a QR code, a text and a one-time code.',

  kitFileTitle: 'Recovery kit',
  kitFileFound: 'With this kit your sessions can be read again',
  kitFileFoundHint: (place: string) =>
    place === ''
      ? 'It holds the key. The set-up still asks where your sessions are kept.'
      : `It holds the key of: ${place}. The set-up still asks for the credentials of that place.`,
  useKit: 'Set up with this kit',
  kitFileSame: 'This is the kit of the key that this computer uses',
  kitFileSameHint: 'It fits; there is nothing to do. Keep it somewhere other than on this computer.',
  kitFileOther: 'This kit belongs to another key',
  kitFileOtherHint: (place: string, fingerprint: string, inUse: string) =>
    `It holds the key ${fingerprint}${place === '' ? '' : ` of: ${place}`}. This computer uses the key ${inUse}. ` +
    'To work with the other place here, change the connection and open the kit where the key is asked for.',
  kitFileNone: 'No recovery kit was opened',
  kitFileNoneHint: 'Open a kit from your file manager, or in the set-up.',
  keyBrought: 'The key is there already',
  keyBroughtHint: 'It is checked against your sessions before anything is written.',

  whereTitle: 'Where are your sessions to be kept?',
  whereHint: 'Cloudflare R2 is a good choice if you have none of these yet: free up to 10 GB.',
  whereReconfigure:
    'Sessions that are at the old place stay there. They are uploaded to the new one as well.',
  choosePlace: 'Choose a place first',

  guideTitle: (provider: string) => (provider === '' ? 'The connection' : `The connection to: ${provider}`),
  guideHint: 'Follow the steps at the provider and copy here what it shows.',
  instructions: 'What to do at the provider',
  openPage: 'Open the page',
  swappedTitle: 'Key ID and secret look swapped',
  swappedHint: 'Each has the form of the other.',
  swap: 'Swap them',
  address: 'Requests go to',
  region: 'region',
  jurisdictions: { none: 'None (usual)', eu: 'European Union', fedramp: 'FedRAMP' },
  secretKept: 'Kept. Type to replace it',
  chooseFolder: 'Choose a folder',
  advanced: 'Advanced',
  prefix: 'Prefix in the bucket',
  prefixHint: 'To share a bucket with other things. All devices need the same one.',
  pathStyle: 'Addresses of objects',
  pathStyleHint: 'Only if the test fails: servers differ in where the bucket’s name stands.',
  pathStyles: { auto: 'As the server wants it', path: 'Bucket in the path', host: 'Bucket in the host name' },

  testTitle: 'Does it work?',
  testHint: (place: string) => `A small test file is written to ${place}, read back and deleted.`,
  testing: 'Testing …',
  testPassed: 'Everything works.',
  testFailed: 'The test has to pass first',
  changeAnswers: 'Change the answers',

  keyTitle: 'The key',
  newKeyHint: 'Your sessions are encrypted with a key that only you have. A new one is made for this place.',
  newKeyLegend: 'How do you want to keep it?',
  mint: 'Make a key',
  mintHint: 'Kept by this computer’s keychain. You get a recovery kit to print or save. Recommended.',
  passphrase: 'Make a key that a passphrase opens as well',
  passphraseHint: 'Other devices can join by the passphrase. It can be changed later.',
  looking: 'Looking at the place …',
  keyMade: 'A new key is ready',
  keyFits: 'The key fits this place',
  otherKey: 'Choose another way',
  fingerprint: 'Fingerprint',
  fingerprintHint: 'It is the same on all devices.',
  byPassphrase: 'The passphrase opens it as well.',
  joinKeyTitle: 'Join what is there',
  joinKeyHint: 'The key is checked before anything is written.',
  joinKeyLegend: 'How do you want to give the key?',
  enterKey: 'Enter it first',
  ways: {
    passphrase: { title: 'Passphrase', hint: 'Chosen when this place was set up.' },
    hex: { title: 'Key', hint: '64 digits and letters; they stand in the recovery kit.' },
    pairing: { title: 'Pairing code', hint: 'Another device shows it under “Add another device”.' },
    kit: { title: 'Recovery kit', hint: 'The file that was saved at set-up.' },
  },
  vaultThere: (created: string | null) =>
    created === null ? 'Sessions are kept here already' : `Sessions are kept here already, since ${created}`,
  vaultDevices: (names: string) => `Devices: ${names}.`,
  headerlessTitle: 'Sessions of another program are kept here',
  headerless:
    'They were uploaded by another program that uses the same format. Enter its key (encryption_key in its config file).',
  otherVaultTitle: 'This is not the place this computer synced with before',
  otherVault:
    'It has a key of its own. If you join it, your sessions here are added to those there; nothing is deleted at the old place.',
  changedKeyTitle: 'This place has another key than before',
  changedKey:
    'It was set up anew, perhaps by another device. The key of this computer does not open it: enter the new one.',

  emptyPlaceTitle: 'There is nothing to join in this place',
  emptyPlace:
    'The key that was brought along belongs to sessions that are not here. Go back and check bucket and prefix; or make a new key and begin here anew.',

  kitTitle: 'Keep the recovery kit',
  kitHint:
    'If this computer is lost, nobody can decrypt your sessions without it: not we, not the provider. Keep it now, and not only on this computer.',
  kitKept: 'I have kept it where I will find it without this computer.',
  kitTakeFirst: 'Save, print or copy it first.',
  kitFirst: 'Confirm it first',
  kitLater: 'Later, remind me',
  kitStillOpen: 'The recovery kit is not kept yet',

  deviceTitle: 'This device',
  deviceHint: 'So that you know later which session comes from where.',
  deviceName: 'Name of this device',
  deviceNameHint: 'Letters, digits and hyphens. Empty: made from the computer’s name.',
  deviceAuto: 'from the computer’s name',
  fixName: 'The name cannot stay like this',
  secretsLegend: 'Where are key and password to be kept?',
  choosePlaceForSecrets: 'Choose where the secrets are kept',
  keychain: 'In the keychain of this system',
  keychainHint: 'Unlocked when you log in. Recommended.',
  keychainSilent: 'It does not answer at the moment.',
  configFile: 'In the config file',
  configFileHint: 'Readable by you alone (mode 0600), but not encrypted.',
  noKeychainTitle: 'This system’s keychain does not answer',
  noKeychain:
    'Start it (for instance GNOME Keyring or KWallet) and come back, or keep the secrets in the config file.',

  scopeTitle: 'What will be synced',
  scopeHint: (place: string) =>
    place === '' ? 'All sessions of this computer.' : `All sessions of this computer, to: ${place}.`,
  counting: 'Counting …',
  sessions: 'Sessions',
  inProjects: (sessions: number, projects: number) =>
    `${english(sessions, 'session')} in ${english(projects, 'project')}`,
  conversations: 'Conversations',
  size: 'Size',
  compressed: (bytes: string, stored: string) => `${bytes}, about ${stored} in the bucket`,
  cost: 'Cost',
  perMonth: (money: string) => `${money} a month`,
  costUnknown: 'not known here; a folder costs nothing by itself',
  pricesAsOf: (date: string) => `Prices as of ${date}.`,
  priceSource: 'Price list',
  encryptedTitle: 'Encrypted before it leaves this computer',
  encrypted:
    'The provider sees how many objects there are and how large, and when they change; never what is in them.',
  startSync: 'Finish and sync',
  saveAndSync: 'Save and sync',

  firstSyncTitle: 'The first sync',
  firstSyncHint: 'You can close this window: it goes on in the background.',
  inBackground: 'Go on in the background',

  doneTitle: 'Done. Your sessions are safe.',
  doneHint: 'From now on this happens by itself. You need this window only when something wants a decision.',
  transferred: 'Transferred',
  upAndDown: (up: number, down: number, bytes: string) =>
    `${english(up, 'session')} up (${bytes}), ${english(down, 'session')} down`,
  place: 'Place',
  device: 'This device',
  secretsIn: 'Secrets',
  someFailed: (count: number) => `${english(count, 'session')} could not be synced yet`,
  someFailedHint: 'The overview says why. The next sync tries them again.',
};
