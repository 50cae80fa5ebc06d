import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Transcript } from '../../shared/transcript.ts';
import type { BaselineRow } from '../engine/ports.ts';
import type { BundleRow } from '../engine/transcript-ports.ts';
import { SyncStateDb } from './sync-state.ts';
import { afterTest, tempHome } from './testing/temp-home.ts';

function openState(path = join(tempHome(), 'sync.db')): SyncStateDb {
  const { state } = SyncStateDb.open(path);
  afterTest(() => state.close());
  return state;
}

const transcript = (size: number, device = 'laptop'): Transcript => ({
  ...{ v: 1, agent: 'claude-code', agentSession: '5b0e', device, session: 'mem_1', place: 'p/5b0e' },
  files: [{ path: 'main.jsonl', role: 'main', size, sha256: 'a'.repeat(64) }],
  parts: [{ name: 'p1', size: 99, sha256: 'b'.repeat(64), segments: [{ file: 0, offset: 0, length: size }] }],
});

function bundle(changes: Partial<BundleRow> = {}): BundleRow {
  const file = { path: 'main.jsonl', size: 7, mtimeMs: 1_763_629_200_000, ino: 2 ** 52, captured: 5 };
  return {
    session: 'mem_1',
    files: [{ ...file, sha256: 'a'.repeat(64) }],
    own: transcript(5),
    generations: { 'main.jsonl': 2 },
    content: 'c',
    vector: { laptop: 1 },
    diverged: false,
    ...changes,
  };
}

const baseline = (vector: BaselineRow['vector']): BaselineRow => ({
  ...{ session: 'mem_1', stamp: '1.2', contentHash: 'd', vector, extra: null, pending: null, settled: true },
});

describe('the tables about transcripts', () => {
  it('give back what they were given, also to another process', () => {
    const path = join(tempHome(), 'sync.db');
    const { transcripts } = openState(path);
    expect(transcripts.bundle('mem_1')).toBeNull();
    expect(transcripts.transcript('mem_1')).toBeNull();
    const retired = [
      { session: 'mem_1', part: 'p0', retiredAt: null },
      { session: 'mem_2', part: 'p0', retiredAt: 1_763_629_200_000 },
    ];
    const rows = [{ session: 'mem_1', transcript: transcript(5) }];
    transcripts.commitTranscripts({ bundles: [bundle()], transcripts: rows, retired });
    const other = openState(path).transcripts;
    expect(other.bundle('mem_1')).toStrictEqual(bundle());
    expect(other.transcript('mem_1')).toStrictEqual(transcript(5));
    expect(other.retiredParts()).toEqual(retired);
    expect(other.retiredParts('mem_2')).toEqual(retired.slice(1));
    const { files, content, diverged } = bundle();
    expect(other.bundleFiles()).toEqual(new Map([['mem_1', { files, content, diverged }]]));
    expect([...other.transcriptHashes().keys()]).toEqual(['mem_1']);
    expect(other.transcriptHashes().get('mem_1')).toMatch(/^[0-9a-f]{64}$/);
    other.commitTranscripts({ bundles: [bundle({ own: null, diverged: true })], forgetRetired: retired });
    expect(transcripts.bundle('mem_1')).toMatchObject({ own: null, diverged: true });
    expect(transcripts.retiredParts()).toEqual([]);
    transcripts.commitTranscripts({
      forgetBundles: ['mem_1'],
      transcripts: [{ session: 'mem_1', transcript: null }],
    });
    expect([other.bundle('mem_1'), other.transcript('mem_1')]).toEqual([null, null]);
  });

  it('let a row count as changed when its transcript says something else, and only then', () => {
    const state = openState();
    const { transcripts } = state;
    const put = (given: Transcript | null) =>
      transcripts.commitTranscripts({ transcripts: [{ session: 'mem_1', transcript: given }] });
    put(transcript(5));
    const settled = () => state.commit({ baselines: [baseline({ laptop: 1 })] });
    settled();
    put({ ...transcript(5, 'desktop'), place: '' });
    expect(state.baseline('mem_1')).toMatchObject({ settled: true, stamp: '1.2' });
    put(transcript(6));
    expect(state.baseline('mem_1')).toMatchObject({ settled: false, stamp: '' });
    settled();
    put(null);
    expect(state.baseline('mem_1')).toMatchObject({ settled: false, stamp: '' });
    settled();
    const change = { transcripts: [{ session: 'mem_1', transcript: transcript(7) }] };
    transcripts.commitTranscripts({ ...change, state: { baselines: [baseline({ laptop: 2 })] } });
    expect(state.baseline('mem_1')).toMatchObject({ settled: true, vector: { laptop: 2 } });
  });

  it('keep the version that captured files belong to when another device’s takes its place', () => {
    const state = openState();
    const { transcripts } = state;
    const adopt = (given: Transcript) =>
      transcripts.commitTranscripts({ transcripts: [{ session: 'mem_1', transcript: given }] });
    adopt(transcript(5));
    const content = transcripts.transcriptHashes().get('mem_1') ?? '';
    transcripts.commitTranscripts({ bundles: [bundle({ content, vector: {} })] });
    state.commit({ baselines: [baseline({ laptop: 3 })] });
    adopt(transcript(9, 'desktop'));
    expect(transcripts.bundle('mem_1')?.vector).toEqual({ laptop: 3 });
    state.commit({ baselines: [baseline({ laptop: 3, desktop: 1 })] });
    adopt(transcript(12, 'desktop'));
    expect(transcripts.bundle('mem_1')?.vector).toEqual({ laptop: 3 });
  });

  it('take a transcript that cannot be one for none', () => {
    const path = join(tempHome(), 'sync.db');
    const { transcripts } = openState(path);
    const broken = { ...transcript(5), parts: [] };
    transcripts.commitTranscripts({
      bundles: [bundle({ own: broken })],
      transcripts: [{ session: 'mem_1', transcript: broken }],
    });
    expect(transcripts.bundle('mem_1')?.own).toBeNull();
    expect(transcripts.transcript('mem_1')).toBeNull();
  });

  it('are written under the lease or not at all, and emptied by a reset', () => {
    const state = openState();
    const lease = state.acquireLease({ holder: 'test' });
    const change = {
      bundles: [bundle()],
      transcripts: [{ session: 'mem_1', transcript: transcript(5) }],
      retired: [{ session: 'mem_1', part: 'p', retiredAt: 1 }],
    };
    state.transcripts.commitTranscripts(change, lease);
    lease.release();
    const late = () => state.transcripts.commitTranscripts({ forgetBundles: ['mem_1'] }, lease);
    expect(late).toThrow(expect.objectContaining({ code: 'LOCK_LOST' }));
    expect(state.transcripts.bundle('mem_1')).not.toBeNull();
    state.reset();
    expect(state.transcripts.bundle('mem_1')).toBeNull();
    expect(state.transcripts.transcriptHashes().size + state.transcripts.retiredParts().length).toBe(0);
  });

  it('come with a file of their own version: an older one is set aside', () => {
    const path = join(tempHome(), 'sync.db');
    openState(path).close();
    const db = new DatabaseSync(path);
    db.exec("DROP TABLE bundles; DROP TABLE transcripts; UPDATE meta SET value = '1' WHERE name = 'schema'");
    db.close();
    const opened = SyncStateDb.open(path);
    afterTest(() => opened.state.close());
    expect(opened.rebuilt).toBe(true);
    expect(opened.state.transcripts.bundle('mem_1')).toBeNull();
  });
});
