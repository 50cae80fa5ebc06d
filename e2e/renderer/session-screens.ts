/** Screens of sessions, devices and conflicts, in every state that is worth a picture. */
import type { Page } from '@playwright/test';
import { AppError } from '../../src/shared/errors.ts';
import { never, type Answers } from './fake-main.ts';
import { FakeConflicts, someConflicts } from './fixtures/conflicts.ts';
import { conversationAnswers, makeConversation } from './fixtures/conversation.ts';
import { FakeDevices, THIS_DEVICE } from './fixtures/devices.ts';
import { FakeSessions, idOf } from './fixtures/sessions.ts';
import type { ScreenCase } from './screens.ts';

const some = new FakeSessions(475, 14);
const many = new FakeSessions(10_000, 40);
const none = new FakeSessions(0);
const talk = conversationAnswers(makeConversation(5_000));

function sessions(
  name: string,
  ready: string | RegExp,
  { at = 'sessions', answers = {}, vault = some, prepare }: SessionCase = {},
): ScreenCase {
  return {
    name: name === '' ? 'sessions' : `sessions-${name}`,
    at,
    state: 'safe',
    ready,
    answers: { ...vault.answers(), ...talk, ...answers },
    ...(prepare ? { prepare } : {}),
  };
}

interface SessionCase {
  readonly at?: string;
  readonly answers?: Answers;
  readonly vault?: FakeSessions;
  readonly prepare?: (page: Page) => Promise<void>;
}

const search = (text: string) => async (page: Page) =>
  page.getByRole('textbox', { name: 'Search all sessions' }).fill(text);
const tab = (name: string) => async (page: Page) => page.getByRole('tab', { name }).click();
const press = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).click();
const inTurn =
  (...steps: ((page: Page) => Promise<void>)[]) =>
  async (page: Page): Promise<void> => {
    for (const step of steps) await step(page);
  };

const first = `sessions/${idOf(0)}`;

const SESSIONS: readonly ScreenCase[] = [
  sessions('', '475 sessions in 14 projects'),
  sessions('many', '10,000 sessions in 40 projects', { vault: many }),
  sessions('empty', 'No sessions yet', { vault: none }),
  sessions('loading', 'Looking for your sessions', { answers: { 'sessions.list': () => never<never>() } }),
  sessions('failed', 'Try again', {
    answers: {
      'sessions.list': () => {
        throw new AppError('STORE_UNREADABLE', { path: '/home/ada/.cc-sessions/index.db' });
      },
    },
  }),
  sessions('search', 'matches', { prepare: search('flaky re') }),
  sessions('no-match', 'Nothing matches', { prepare: search('zebra crossing') }),
  sessions('filters', 'Clear filters', {
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Filters' }).click();
      await page.getByLabel('State').selectOption('not-uploaded');
      await page.getByLabel('Date').selectOption('between');
      await page.getByLabel('From').fill('2026-01-01');
    },
  }),
  sessions('trash', 'can be brought back until', {
    prepare: press('Recently deleted'),
    answers: {
      'sessions.trash': {
        sessions: [3, 9].map((index) => ({
          id: idOf(index),
          summary: index === 3 ? 'Fix the flaky retry test' : '',
          projectName: 'portal',
          deviceName: 'laptop',
          device: 'laptop_a1b2c3d4',
          deletedAt: new Date(Date.now() - index * 86_400_000).toISOString(),
          undoUntil: Date.now() + (30 - index) * 86_400_000,
        })),
      },
    },
  }),
  sessions('project', 'Keep this project', { at: 'sessions/project:%2Fhome%2Fada%2Fwork%2Fportal' }),
  sessions('session', 'One clock for retry', { at: first }),
  sessions('conversation', 'What I would change', { at: first, prepare: tab('Conversation') }),
  sessions('conversation-open', 'expected 3 requests', {
    at: first,
    prepare: inTurn(tab('Conversation'), async (page) => {
      await page.getByText('npx vitest run').first().click();
      await page
        .getByRole('button', { name: /Another agent/ })
        .first()
        .click();
    }),
  }),
  sessions('files', 'src/main/bucket/clock.ts', { at: first, prepare: tab('Files') }),
  sessions('places', 'Where it is', { at: first, prepare: tab('Where it is') }),
  sessions('expiring', 'deletes this conversation', { at: `sessions/${idOf(1)}` }),
  sessions('unknown', 'There is no such session', { at: 'sessions/mem_unknown' }),
  sessions('resume', 'What', {
    at: first,
    prepare: press('Resume on this computer'),
    answers: {
      'sessions.resume': {
        command: 'claude --resume 0f8fad5b-d9cb-469f-a165-70867728950e',
        directory: '/home/ada/work/portal',
        how: 'restored',
        files: 3,
        bytes: 1_840_000,
      },
    },
  }),
  sessions('resume-not-here', 'not found on this device', {
    at: first,
    prepare: press('Resume on this computer'),
    answers: {
      'sessions.resume': () => {
        throw new AppError('PROJECT_NOT_HERE', { path: '/Users/ada/work/portal' });
      },
    },
  }),
  sessions('delete', 'Delete this session everywhere', {
    at: first,
    prepare: inTurn(press('More'), async (page) => page.getByRole('menuitem', { name: 'Delete' }).click()),
  }),
];

function devices(
  name: string,
  ready: string | RegExp,
  answers: Answers = {},
  prepare?: (page: Page) => Promise<void>,
): ScreenCase {
  return {
    name: name === '' ? 'devices' : `devices-${name}`,
    at: 'devices',
    state: name === 'not-set-up' ? 'not-set-up' : 'safe',
    ready,
    answers: { ...new FakeDevices().answers(), ...answers },
    ...(prepare ? { prepare } : {}),
  };
}

const deviceAction = (action: string) => async (page: Page) => {
  await page.getByRole('article', { name: 'desktop' }).getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

const DEVICES: readonly ScreenCase[] = [
  devices('', 'The clock of build server is wrong'),
  devices('not-set-up', 'No devices yet'),
  devices('loading', 'Asking the bucket', { 'devices.list': () => never<never>() }),
  devices('alone', 'Only this computer so far', { 'devices.list': { devices: [THIS_DEVICE] } }),
  devices('failed', 'Try again', {
    'devices.list': () => {
      throw new AppError('DNS_FAILED', { host: 'abc.r2.cloudflarestorage.com' });
    },
  }),
  devices('rename', 'For people; the id stays.', {}, deviceAction('Rename')),
  devices('retire', 'It is listed apart', {}, deviceAction('Retire')),
  devices('remove', 'kept by no other device', {}, deviceAction('Remove with its data')),
];

function conflicts(
  name: string,
  ready: string | RegExp,
  { at, answers, prepare }: SessionCase = {},
): ScreenCase {
  return {
    name: name === '' ? 'conflicts' : `conflicts-${name}`,
    at: at ?? 'conflicts',
    state: 'conflicts',
    ready,
    answers: { ...someConflicts().answers(), ...answers },
    ...(prepare ? { prepare } : {}),
  };
}

const review = `conflicts/${idOf(0)}`;

const CONFLICTS: readonly ScreenCase[] = [
  conflicts('', 'Both went on talking'),
  conflicts('empty', 'Nothing to decide', { answers: new FakeConflicts([]).answers() }),
  conflicts('loading', 'Looking for conflicts', { answers: { 'conflicts.list': () => never<never>() } }),
  conflicts('failed', 'Try again', {
    answers: {
      'conflicts.list': () => {
        throw new AppError('STORE_BUSY');
      },
    },
  }),
  conflicts('all', 'For all of them', { prepare: press('Decide all 3 …') }),
  conflicts('review', 'What differs', { at: review }),
  conflicts('merge', 'How it will read', {
    at: review,
    prepare: async (page) => page.getByText('Put together', { exact: true }).click(),
  }),
  conflicts('branches', 'in common', {
    at: `conflicts/${idOf(4)}`,
    prepare: async (page) => page.getByText('Keep both', { exact: true }).click(),
  }),
  conflicts('decided', 'Kept the other version', {
    at: review,
    prepare: async (page) => {
      await page.getByText('Keep desktop’s').click();
      await page.getByRole('button', { name: 'Decide and go to the next' }).click();
    },
  }),
  conflicts('gone', 'This conflict is no more', { at: 'conflicts/mem_gone' }),
];

export const SESSION_SCREENS: readonly ScreenCase[] = [...SESSIONS, ...DEVICES, ...CONFLICTS];
