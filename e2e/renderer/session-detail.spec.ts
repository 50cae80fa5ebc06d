/** One session whole: what can be done with it, and its conversation of five thousand messages. */
import type { Page } from '@playwright/test';
import { AppError } from '../../src/shared/errors.ts';
import { EXTERNAL_HOSTS } from '../../src/shared/contract/shell.ts';
import type { Answers } from './fake-main.ts';
import { conversationAnswers, makeConversation } from './fixtures/conversation.ts';
import { FakeSessions, idOf } from './fixtures/sessions.ts';
import { scenario } from './screens.ts';
import { expect, test } from './window.ts';

const vault = new FakeSessions(30, 4);
const at = `sessions/${idOf(0)}`;
const safe = (answers: Answers = {}) => scenario('safe', { ...vault.answers(), ...answers });
const OUTCOME = {
  command: 'claude --resume 0f8fad5b',
  directory: '/home/ada/work/portal',
  how: 'restored',
  files: 3,
  bytes: 1_840_000,
} as const;

async function menu(page: Page, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test.describe('resume', () => {
  test('says what will happen, does it, then shows what to type', async ({ window }) => {
    const { page } = window;
    const main = await window.open(safe({ 'sessions.resume': OUTCOME }), { at });
    await page.getByRole('button', { name: 'Resume on this computer' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('The conversation is put back on this computer');
    await expect(dialog).toContainText('3 files, 1.8 MB');
    expect(main.called('sessions.resume')).toEqual([{ id: idOf(0), directory: null, dryRun: true }]);
    await dialog.getByRole('button', { name: 'Make it ready' }).click();
    await expect(dialog).toContainText('Open a terminal in this folder');
    expect(main.called('sessions.resume').at(-1)).toEqual({ id: idOf(0), directory: OUTCOME.directory });
    await dialog.getByRole('button', { name: 'Copy: Command' }).click();
    expect(main.called('clipboard.copy')).toEqual([{ text: OUTCOME.command }]);
  });

  test('asks for the folder where the project is not found', async ({ window }) => {
    const { page } = window;
    const main = await window.open(
      safe({
        'sessions.resume': ({ directory }) => {
          if (directory === null) throw new AppError('PROJECT_NOT_HERE', { path: '/elsewhere' });
          return { ...OUTCOME, directory, how: 'forked' };
        },
        'sessions.chooseDirectory': { path: '/home/ada/found' },
      }),
      { at },
    );
    await page.getByRole('button', { name: 'Resume on this computer' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('The project is not found on this device');
    await dialog.getByRole('button', { name: 'Choose the folder' }).click();
    await expect(dialog).toContainText('under an id of its own');
    await expect(dialog).toContainText('/home/ada/found');
    await dialog.getByRole('button', { name: 'Make it ready' }).click();
    await expect(dialog.getByText('Ready', { exact: true })).toBeVisible();
    expect(main.called('sessions.resume').at(-1)).toEqual({ id: idOf(0), directory: '/home/ada/found' });
  });

  test('waits while the session is being worked on', async ({ window }) => {
    const { page } = window;
    let live = true;
    await window.open(
      safe({
        'sessions.resume': () => {
          if (live) throw new AppError('SESSION_LIVE', { session: idOf(0), reason: 'process', pid: 4711 });
          return { ...OUTCOME, how: 'already-here', files: 0, bytes: 0 };
        },
      }),
      { at },
    );
    await page.getByRole('button', { name: 'Resume on this computer' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('4711');
    live = false;
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(dialog).toContainText('already on this computer');
    await expect(dialog.getByRole('button', { name: 'Show the command' })).toBeVisible();
  });
});

test('is deleted everywhere, and back by Undo', async ({ window }) => {
  const { page } = window;
  const main = await window.open(
    safe({ 'sessions.delete': { undoUntil: Date.now() }, 'sessions.undelete': {} }),
    { at },
  );
  await menu(page, 'Delete everywhere');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete everywhere' }).click();
  await expect(page.getByText('Choose a session')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The session is back.')).toBeVisible();
  expect(main.called('sessions.delete')).toEqual([{ id: idOf(0) }]);
  expect(main.called('sessions.undelete')).toEqual([{ id: idOf(0) }]);
});

test('says why Undo could not bring it back', async ({ window }) => {
  const { page } = window;
  let offline = true;
  const main = await window.open(
    safe({
      'sessions.delete': { undoUntil: Date.now() },
      'sessions.undelete': () => {
        if (offline) throw new AppError('DNS_FAILED', { host: 'nowhere.example' });
        return {};
      },
    }),
    { at },
  );
  await menu(page, 'Delete everywhere');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete everywhere' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  const toast = page.getByRole('status').filter({ hasText: 'could not be brought back' });
  await expect(toast).toContainText('nowhere.example');
  offline = false;
  await toast.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('The session is back.')).toBeVisible();
  expect(main.called('sessions.undelete')).toHaveLength(2);
});

test('is exported in three formats, and its id copied', async ({ window }) => {
  const { page } = window;
  const main = await window.open(safe({ 'sessions.export': { path: '/home/ada/session.md' } }), { at });
  for (const name of [/as Markdown/, /as JSON,/, /as JSONL/]) {
    await menu(page, name);
    await expect(page.getByText('Exported to /home/ada/session.md').last()).toBeVisible();
  }
  expect(main.called('sessions.export')).toEqual(
    ['markdown', 'json', 'jsonl'].map((format) => ({ id: idOf(0), format })),
  );
  await menu(page, 'Copy id');
  await expect(page.getByText('The id is copied.')).toBeVisible();
});

test('tells where it is safe, and is kept on this device only', async ({ window }) => {
  const { page } = window;
  const main = await window.open(safe({ 'sessions.keepHere': { stillInBucket: 3 } }), { at });
  await page.getByRole('tab', { name: 'Where it is' }).click();
  const places = page.getByRole('list', { name: 'Where it is' });
  await expect(places.getByRole('listitem')).toHaveCount(3);
  await expect(places).toContainText('An older version than here');
  await page.getByRole('switch', { name: 'Keep this session on this device only' }).click();
  await expect(page.getByText('3 copies stay in the bucket')).toBeVisible();
  expect(main.called('sessions.keepHere')).toEqual([{ of: { session: idOf(0) }, on: true }]);
});

test.describe('a conversation of five thousand messages', () => {
  const talk = conversationAnswers(makeConversation(5_000));
  const open = async (page: Page) => page.getByRole('tab', { name: 'Conversation' }).click();

  test('is asked for and drawn only where somebody looks', async ({ window }) => {
    const { page } = window;
    const main = await window.open(safe(talk), { at });
    await open(page);
    await expect(page.getByText('Question 0: why does the retry test fail?')).toBeVisible();
    expect(main.called('sessions.conversation')).toEqual([{ id: idOf(0), offset: 0, limit: 100 }]);
    await page.getByRole('button', { name: 'Go to the end' }).click();
    await expect(page.getByText('Note 4999: the context was shortened.')).toBeVisible();
    expect(main.called('sessions.conversation').length).toBeLessThan(6);
    expect(await page.locator('.conversation__item').count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'Go to the beginning' }).click();
    await expect(page.getByText('Question 0: why does the retry test fail?')).toBeVisible();
  });

  test('scrolls upwards from its end without jumping', async ({ window }) => {
    const { page } = window;
    await window.open(safe(talk), { at });
    await open(page);
    await page.getByRole('button', { name: 'Go to the end' }).click();
    await expect(page.getByText('Note 4999')).toBeVisible();
    await page.locator('.sessions__detail').hover();
    const noteIn = async (): Promise<number> => {
      const shown = await page.getByText(/^Note \d+/).allTextContents();
      return Math.min(...shown.map((text) => Number(/\d+/.exec(text)?.[0])));
    };
    let before = await noteIn();
    for (let turn = 0; turn < 25; turn++) {
      await page.mouse.wheel(0, -700);
      await page.waitForTimeout(60);
      const now = await noteIn();
      if (Number.isFinite(now)) {
        expect(now, 'upwards, a few turns at a time').toBeLessThanOrEqual(before);
        expect(before - now).toBeLessThan(120);
        before = now;
      }
    }
    expect(before).toBeLessThan(4_950);
  });

  test('folds tools and sub-agents, which open by keyboard', async ({ window }) => {
    const { page } = window;
    await window.open(safe(talk), { at });
    await open(page);
    const tool = page.locator('summary').filter({ hasText: 'npx vitest run' }).first();
    await expect(page.getByText('expected 3 requests, saw 2')).toHaveCount(0);
    await tool.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('expected 3 requests, saw 2')).toBeVisible();
    const agent = page.getByRole('button', { name: /Another agent: Search the repository for clocks \(0\)/ });
    await expect(agent).toContainText('3 messages');
    await agent.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Find every use of Date.now').first()).toBeVisible();
  });

  test('is text: no HTML, nothing loaded, links only on request', async ({ window }) => {
    const { page } = window;
    const allowed: readonly string[] = EXTERNAL_HOSTS;
    const main = await window.open(
      safe({
        ...talk,
        'open.external': ({ url }) => {
          if (!allowed.includes(new URL(url).host)) throw new AppError('IPC_REFUSED', { reason: 'host' });
          return {};
        },
      }),
      { at },
    );
    await open(page);
    await expect(page.getByText("<script>alert('never run')</script>").first()).toBeAttached();
    expect(await page.locator('.markdown').locator('img, script, iframe, a').count()).toBe(0);
    await page.getByRole('button', { name: 'the documentation' }).first().click();
    expect(main.called('open.external')).toHaveLength(1);
    await page.getByRole('button', { name: 'https://tracker.example/timeline.png' }).first().click();
    await expect(page.getByText('The app does not open this address by itself.')).toBeVisible();
    await page.getByRole('button', { name: 'Copy the address' }).click();
    expect(main.called('clipboard.copy')).toEqual([{ text: 'https://tracker.example/timeline.png' }]);
  });

  test('goes on while it is read', async ({ window }) => {
    const { page } = window;
    const messages = makeConversation(50);
    const main = await window.open(
      safe({ 'sessions.conversation': (request) => conversationAnswersOf(messages, request) }),
      { at },
    );
    await open(page);
    await expect(page.getByText('50 messages, read from this computer')).toBeVisible();
    messages.push(...makeConversation(60).slice(50));
    await main.push({ type: 'changed', what: 'sessions' });
    await expect(page.getByText('60 messages, read from this computer')).toBeVisible();
  });

  test('that cannot be had says why; what the memory holds is shown', async ({ window }) => {
    const { page } = window;
    await window.open(safe(conversationAnswers(makeConversation(2), 'memory')), { at });
    await open(page);
    await expect(page.getByText('only the last messages are kept')).toBeVisible();
    await window.open(
      safe({
        'sessions.conversation': () => {
          throw new AppError('CONNECTION_LOST', { host: 'r2' });
        },
      }),
      { at },
    );
    await open(page);
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

function conversationAnswersOf(
  messages: ReturnType<typeof makeConversation>,
  { offset, limit }: { offset: number; limit: number },
) {
  return {
    total: messages.length,
    offset,
    messages: messages.slice(offset, offset + limit),
    source: 'here' as const,
  };
}
