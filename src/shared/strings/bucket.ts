/** Words for errors of the connection to the storage. */
import { formatDuration } from '../format.ts';
import type { Facts } from '../message-facts.ts';
import { join, wordsFor, type MessageMaker } from './message.ts';

/** What a server is called: its address, or `your storage provider`. */
function server(facts: Facts): string {
  return facts.text('host', 'hostname', 'endpoint') || 'your storage provider';
}

/** The same at the beginning of a sentence. */
function serverFirst(facts: Facts): string {
  return facts.text('host', 'hostname', 'endpoint') || 'Your storage provider';
}

const SAFE = 'Your sessions are safe on this device.';

/** A bucket that is a folder goes by its path. */
function isFolder(facts: Facts): boolean {
  return facts.text('reason') === 'not-a-directory' || /[/\\]/.test(facts.text('bucket'));
}

function missingFolder(facts: Facts): string {
  const folder = `The folder${facts.quoted('bucket')}, where your sessions are to be kept,`;
  return facts.text('reason') === 'not-a-directory'
    ? `${folder} is a file. Move the file away, or choose another folder in the settings.`
    : `${folder} is not there. If it is on a drive or in the network, connect that and try again; else choose another folder in the settings. ${SAFE}`;
}

function deniedFolder(facts: Facts): string {
  return `Your user account may not open the folder${facts.quoted('bucket')}, or not make it. Choose a folder of your own, or change the permissions of this one. ${SAFE}`;
}

function readOnlyFolder(facts: Facts): string {
  return `The folder${facts.quoted('bucket')} can be read but not written. Change its permissions, take off the write protection of its drive, or choose another folder. ${SAFE}`;
}

function missingBucket(facts: Facts): string {
  const bucket = `The bucket${facts.quoted('bucket')} (the folder for your sessions at your provider)`;
  return facts.text('reason') === 'invalid-name'
    ? `${bucket} cannot have that name. Copy the name from your provider’s web site into the settings.`
    : `${bucket} does not exist there. Check the name for a slip, or create the bucket at your provider, then test the connection.`;
}

/** When a server said how long to wait. */
function waitingTime(facts: Facts): string {
  const milliseconds = facts.number('retryAfterMs');
  return milliseconds === undefined || milliseconds <= 0
    ? ''
    : `It asks to wait ${formatDuration(milliseconds)}.`;
}

const MISSING_CREDENTIALS: Readonly<Record<string, string>> = {
  accessKeyId: 'The access key id is missing.',
  secretAccessKey: 'The secret access key is missing.',
  both: 'The access key id and the secret access key are missing.',
};

const INVALID_CREDENTIALS: Readonly<Record<string, string>> = {
  accessKeyId:
    'It does not know the access key id: check for a missing or extra character, and that the key was not deleted.',
  secretAccessKey:
    'It knows the access key id, but the secret access key does not belong to it: enter the secret once more, completely.',
  token: 'The temporary token has run out or is not valid: get a new one.',
};

const ENDPOINT_REASONS: Readonly<Record<string, string>> = {
  missing: 'The address of the storage (endpoint) is missing.',
  malformed: 'The address of the storage (endpoint) is not a web address.',
  placeholder:
    'The address of the storage (endpoint) still has the example in it; put in your own account id.',
  path: 'The address of the storage (endpoint) has a path in it; the name of the bucket belongs under “bucket”.',
  'public-url': 'This address only shows files to browsers; the one for programs (“S3 API”) is another.',
  console: 'This is the address of the provider’s web site; the one for programs (“S3 API”) is shown there.',
  redirect: 'The server says that your bucket is at another address.',
};

const TLS_REASONS: Readonly<Record<string, string>> = {
  'self-signed':
    'Its certificate was made by itself and nobody vouches for it. If it is your own server, add the certificate to the trusted ones of this computer (or to NODE_EXTRA_CA_CERTS).',
  'unknown-authority':
    'Nobody this computer trusts vouches for its certificate. In a company network, ask for the company’s certificate and set NODE_EXTRA_CA_CERTS to it.',
  expired:
    'Its certificate has run out. Check the clock of this computer; if it is right, the owner of the server must renew the certificate.',
  'not-yet-valid': 'Its certificate is not valid yet. Check the date and time of this computer.',
  hostname: 'Its certificate belongs to another address. Check the endpoint for a slip.',
  revoked: 'Its certificate was withdrawn. Do not use this server until its owner has said why.',
  'not-tls':
    'It does not speak https there. Check the port, or write http:// if this is a server on your own computer.',
  handshake:
    'It did not agree on a way to encrypt. Check the endpoint and port; a proxy or an old server may be in the way.',
};

function clockSkew(facts: Facts): string {
  const seconds = facts.number('seconds');
  const difference = seconds === undefined ? '' : formatDuration(Math.abs(seconds) * 1000);
  const side = (seconds ?? 0) > 0 ? 'behind' : 'ahead';
  return join(
    difference === ''
      ? 'The clock of this computer is wrong.'
      : `The clock of this computer is ${difference} ${side}.`,
    'The storage refuses requests with a wrong time. Set date and time to “automatic” in the system settings, then try again.',
  );
}

function region(facts: Facts): string {
  const right = facts.text('expected', 'rightRegion');
  const given = facts.text('region');
  return join(
    `The bucket is in another region than the one in the settings${given === '' ? '' : ` (“${given}”)`}.`,
    right === ''
      ? 'Look up the region of the bucket at your provider and put it in the settings.'
      : `Set the region to “${right}”.`,
  );
}

export const BUCKET_MESSAGES = {
  BUCKET_MISSING: (facts) => ({
    title: isFolder(facts) ? 'The folder for your sessions is missing' : 'The bucket was not found',
    sentence: isFolder(facts) ? missingFolder(facts) : missingBucket(facts),
    actions: ['open-settings', 'run-test'],
  }),
  ACCESS_DENIED: (facts) => ({
    title: isFolder(facts) ? 'The folder is closed to you' : 'The storage does not let us in',
    sentence: isFolder(facts)
      ? deniedFolder(facts)
      : join(
          `The server accepted the access key but does not allow this on the bucket${facts.quoted('bucket')}.`,
          facts.text('reason') === 'account'
            ? 'It says that the account is not active: check it on the provider’s web site.'
            : 'Check at your provider that the key may read, write, list and delete there; if it may, check the name of the bucket.',
          SAFE,
        ),
    actions: ['run-test', 'open-settings'],
  }),
  CREDENTIALS_MISSING: (facts) => ({
    title: 'The access key is not complete',
    sentence: `${wordsFor(MISSING_CREDENTIALS, facts.text('which'), 'The access key for your storage is missing.')} Your provider shows both when you create a key; enter them in the settings.`,
    actions: ['open-settings', 'show-help'],
  }),
  CREDENTIALS_INVALID: (facts) => ({
    title: 'The access key is not valid',
    sentence: `${serverFirst(facts)} refused the access key. ${wordsFor(INVALID_CREDENTIALS, facts.text('which'), 'Enter both parts of it once more, or create a new key at your provider.')}${facts.text('reason') === 'master-key' ? ' The master key of Backblaze cannot be used here: create an application key.' : ''}`,
    actions: ['open-settings', 'run-test'],
  }),
  CREDENTIALS_SWAPPED: () => ({
    title: 'Key id and secret are swapped',
    sentence:
      'It looks as if the access key id stands where the secret belongs, and the other way round. Swap the two in the settings.',
    actions: ['open-settings', 'run-test'],
  }),
  KEY_READ_ONLY: (facts) => ({
    title: isFolder(facts) ? 'The folder cannot be written' : 'The access key may only read',
    sentence: isFolder(facts)
      ? readOnlyFolder(facts)
      : `Sessions can be downloaded with this access key but not uploaded. Create a key with read and write access at your provider and enter it in the settings. ${SAFE}`,
    actions: ['open-settings', 'run-test'],
  }),
  REGION_WRONG: (facts) => ({
    title: 'The region is not right',
    sentence: region(facts),
    actions: ['open-settings', 'run-test'],
  }),
  ENDPOINT_WRONG: (facts) => ({
    title: 'The address of the storage is not right',
    sentence: join(
      wordsFor(
        ENDPOINT_REASONS,
        facts.text('reason'),
        'The address of the storage (endpoint) does not lead to your bucket.',
      ),
      facts.text('hint', 'expected') === ''
        ? 'Copy the address from your provider’s web site into the settings.'
        : `It should look like ${facts.text('hint', 'expected')}; correct it in the settings.`,
    ),
    actions: ['open-settings', 'run-test'],
  }),
  NOT_S3: (facts) => ({
    title: 'There is no storage at this address',
    sentence: `${serverFirst(facts)} answered, but not like storage for programs (S3): perhaps it is a web page, a login page of the network you are in, or the wrong port. Check the endpoint in the settings.`,
    actions: ['open-settings', 'run-test'],
  }),
  DNS_FAILED: (facts) => ({
    title: 'The server was not found',
    sentence: `The server${facts.quoted('hostname', 'host')} has no address, or this computer is offline. Check the internet connection; if it works, check the endpoint in the settings for a slip. ${SAFE}`,
    actions: ['retry', 'open-settings'],
  }),
  CONNECTION_REFUSED: (facts) => ({
    title: 'The server does not answer',
    sentence: `No connection to ${server(facts)} is possible. Check the internet connection, then the port and the endpoint in the settings; if it is your own server, check that it is running. ${SAFE}`,
    actions: ['retry', 'open-settings'],
  }),
  CONNECTION_LOST: (facts) => ({
    title: 'The connection broke off',
    sentence: `The connection to ${server(facts)} was cut in the middle. Nothing was lost: what was already transferred stays, and the rest follows when you try again.`,
    actions: ['retry', 'run-test'],
  }),
  TIMEOUT: (facts) => ({
    title: 'No answer in time',
    sentence: `${serverFirst(facts)} took too long to answer. The network may be slow or a firewall may be in the way; try again, or test the connection. ${SAFE}`,
    actions: ['retry', 'run-test'],
  }),
  TLS_FAILED: (facts) => ({
    title: 'The connection is not secure',
    sentence: `A protected connection to ${server(facts)} is not possible, so nothing was sent. ${wordsFor(TLS_REASONS, facts.text('reason'), 'Check the endpoint in the settings and the clock of this computer.')}`,
    actions: ['run-test', 'open-settings'],
  }),
  PROXY_FAILED: (facts) => ({
    title: 'The proxy does not let us through',
    sentence: `The connection goes through a proxy${facts.quoted('proxy')}, which ${facts.text('reason') === 'authentication' ? 'wants a user name and password' : 'did not pass it on'}. Check the proxy settings (HTTPS_PROXY) or ask whoever runs the network. ${SAFE}`,
    actions: ['retry', 'run-test'],
  }),
  CLOCK_SKEW: (facts) => ({
    title: 'The clock is wrong',
    sentence: clockSkew(facts),
    actions: ['retry', 'run-test'],
  }),
  QUOTA_EXCEEDED: () => ({
    title: 'The storage is full or its limit is reached',
    sentence: `Your provider accepts no more data: the space, or the spending limit you set there, is used up. Raise the limit or free some space at your provider, then try again. ${SAFE}`,
    actions: ['retry', 'show-details'],
  }),
  RATE_LIMITED: (facts) => ({
    title: 'The storage asks us to slow down',
    sentence: join(
      'There were too many requests at once.',
      waitingTime(facts),
      'Nothing is lost: wait a little, then try again.',
    ),
    actions: ['retry'],
  }),
  SERVER_ERROR: (facts) => ({
    title: 'The storage has a problem of its own',
    sentence: join(
      `${serverFirst(facts)} reported an error on its side${facts.text('status') === '' ? '' : ` (${facts.text('status')})`}.`,
      waitingTime(facts),
      'Try again in a few minutes; if it stays, look at the provider’s status page.',
      SAFE,
    ),
    actions: ['retry', 'run-test'],
  }),
  REQUEST_REFUSED: (facts) => ({
    title: 'The storage refused a request',
    sentence: join(
      isFolder(facts)
        ? `The file system of the folder${facts.quoted('bucket')} does not accept what was asked`
        : `${serverFirst(facts)} does not accept what was asked`,
      facts.text('s3Code') !== '' && `(${facts.text('s3Code')})`,
      'and gives no reason we know. Test the connection to see which step fails.',
      SAFE,
    ),
    actions: ['run-test', 'show-details'],
  }),
  OBJECT_NOT_FOUND: () => ({
    title: 'A stored session is not there',
    sentence:
      'The storage no longer has something that was there before; another device may just have moved or removed it. Sync again: what is on this device is uploaded anew if needed.',
    actions: ['retry', 'show-details'],
  }),
  OBJECT_EXISTS: () => ({
    title: 'Something is already stored there',
    sentence:
      'Another device stored the same thing a moment earlier, and it was not overwritten. Sync again to take it into account.',
    actions: ['retry', 'show-details'],
  }),
} as const satisfies Record<string, MessageMaker>;
