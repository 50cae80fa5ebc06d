import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SessionMemory } from '../../shared/session.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { LocalSessions } from '../engine/ports.ts';
import { memoryOf } from '../engine/testing/memories.ts';
import { SessionStore } from '../store/sessions.ts';
import { SyncStateDb } from '../store/sync-state.ts';
import { TranscribedSessions } from './transcribed-sessions.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function transcript(text: string): Transcript {
  const sha256 = text.padEnd(64, '0');
  const place = { agent: 'claude-code', agentSession: 's', device: 'desk', session: 'mem_1', place: '' };
  const files = [{ path: 'main.jsonl', role: 'main', size: 3, sha256 }] as const;
  const segments = [{ file: 0, offset: 0, length: 3 }];
  return { v: 1, ...place, files, parts: [{ name: `p${text}`, size: 99, sha256, segments }] };
}

function open() {
  const home = mkdtempSync(path.join(tmpdir(), 'cc-transcribed-'));
  const { store } = SessionStore.open(path.join(home, 'index.db'));
  const { state } = SyncStateDb.open(path.join(home, 'sync.db'));
  undo.push(() => {
    store.close();
    state.close();
    rmSync(home, { recursive: true });
  });
  const over = (sessions: LocalSessions) =>
    new TranscribedSessions({ sessions, state, transcripts: state.transcripts });
  return { store, state, over, sessions: over(store) };
}

const said = (summary: string, of?: Transcript): SessionMemory => ({
  ...memoryOf('mem_1', summary),
  ...(of && { transcript: of }),
});

/** A store whose process dies when it is to write, before or after it has. */
function dying(store: SessionStore, when: 'before' | 'after'): LocalSessions {
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'put') {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      }
      return (rows: Parameters<LocalSessions['put']>[0]) => {
        if (when === 'after') target.put(rows);
        throw new Error('killed');
      };
    },
  });
}

describe('sessions with their transcripts', () => {
  it('come back as they were put, and hash as the bucket hashes them', () => {
    const { sessions, store } = open();
    const memory = said('First', transcript('a'));
    const [stamp] = sessions.put([{ memory, expected: null, synced: true }]);
    const found = sessions.get('mem_1');
    expect(found).toMatchObject({ stamp, memory: { summary: 'First', transcript: transcript('a') } });
    expect(sessions.hashOf(found?.memory ?? memory)).toBe(sessions.hashOf(memory));
    expect(sessions.hashOf(memory)).not.toBe(store.hashOf(said('First')));
    expect(store.get('mem_1')?.memory.transcript).toBeUndefined();
  });

  it('lose their transcript with another version that has none, and with the row', () => {
    const { sessions, state } = open();
    const [first = ''] = sessions.put([{ memory: said('1', transcript('a')), expected: null, synced: true }]);
    const [second = ''] = sessions.put([{ memory: said('2'), expected: first, synced: true }]);
    expect(sessions.get('mem_1')?.memory.transcript).toBeUndefined();
    const [third = ''] = sessions.put([
      { memory: said('3', transcript('b')), expected: second, synced: true },
    ]);
    sessions.remove('mem_1', third);
    expect([sessions.get('mem_1'), state.transcripts.transcript('mem_1')]).toEqual([null, null]);
  });

  it('keep row and transcript as they are when the guard fails', () => {
    const { sessions } = open();
    sessions.put([{ memory: said('1', transcript('a')), expected: null, synced: true }]);
    const late = { memory: said('2', transcript('b')), expected: 'older', synced: true };
    expect(() => sessions.put([late])).toThrow('LOCAL_CHANGED');
    sessions.stamps();
    expect(sessions.get('mem_1')?.memory).toMatchObject({ summary: '1', transcript: transcript('a') });
  });

  for (const when of ['before', 'after'] as const) {
    it(`are both there or both not when the process dies ${when} the row is written`, () => {
      const { store, sessions, over, state } = open();
      const [stamp = ''] = sessions.put([
        { memory: said('1', transcript('a')), expected: null, synced: true },
      ]);
      const next = { memory: said('2', transcript('b')), expected: stamp, synced: true };
      expect(() => over(dying(store, when)).put([next])).toThrow('killed');
      const later = over(store);
      const expected = when === 'after' ? said('2', transcript('b')) : said('1', transcript('a'));
      expect(later.get('mem_1')?.memory).toMatchObject({
        summary: expected.summary,
        transcript: expected.transcript,
      });
      // Reading writes nothing; what was noted is stored when the next one writes.
      expect(state.fact('transcripts.storing')).not.toBeNull();
      const other = { ...memoryOf('mem_2', 'Another'), transcript: transcript('c') };
      later.put([{ memory: other, expected: null, synced: true }]);
      expect(state.fact('transcripts.storing')).toBeNull();
      expect(state.transcripts.transcript('mem_1')).toEqual(expected.transcript);
    });
  }
});
