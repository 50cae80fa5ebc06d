import { describe, expect, it } from 'vitest';
import { decide, impliedVector } from './decide.ts';
import type { BaselineView, LocalView, RemoteView, SessionView, TombstoneView } from './views.ts';

const local = (contentHash: string, synced = true): LocalView => ({ stamp: 's', contentHash, synced });
const base = (
  contentHash: string | null,
  vector: Record<string, number>,
  pending?: Record<string, number>,
): BaselineView => ({
  contentHash,
  vector,
  pending: pending ? { vector: pending, contentHash: '' } : null,
});
const remote = (
  device: string,
  contentHash: string,
  vector: Record<string, number>,
  more = {},
): RemoteView => ({
  device,
  etag: `${device}-${contentHash}`,
  revision: { vector, contentHash, coreHash: contentHash, legacy: false, ...more },
  refused: null,
});
const unopened = (device: string): RemoteView => ({ device, etag: 'e', revision: null, refused: null });
const refused = (device: string, code: string): RemoteView => ({
  device,
  etag: 'e',
  revision: null,
  refused: code,
});
const grave = (device: string, vector: Record<string, number>, unpublished = false): TombstoneView => ({
  device,
  vector,
  unpublished,
});
const view = (parts: Partial<SessionView>): SessionView => ({
  session: 'mem_1',
  self: 'A',
  local: null,
  baseline: null,
  remotes: [],
  tombstones: [],
  ...parts,
});

describe('decide: nothing to do', () => {
  it('N1 clean and in the bucket', () => {
    const decision = decide(
      view({ local: local('h'), baseline: base('h', { A: 1 }), remotes: [remote('A', 'h', { A: 1 })] }),
    );
    expect(decision).toEqual({ row: 'N1', action: 'nothing' });
  });

  it('N1 clean, adopted from another device: no second copy is made', () => {
    const decision = decide(
      view({ local: local('h'), baseline: base('h', { B: 3 }), remotes: [remote('B', 'h', { B: 3 })] }),
    );
    expect(decision.row).toBe('N1');
  });

  it('N2 nothing anywhere, or only what was deleted', () => {
    expect(decide(view({})).row).toBe('N2');
    expect(
      decide(view({ remotes: [remote('B', 'h', { B: 1 })], tombstones: [grave('B', { B: 2 })] })).row,
    ).toBe('N2');
  });

  it('B1 swept here, kept in the bucket', () => {
    expect(decide(view({ baseline: base('h', { A: 1 }), remotes: [remote('A', 'h', { A: 1 })] })).row).toBe(
      'B1',
    );
    expect(decide(view({ baseline: base('h', { A: 1 }), remotes: [unopened('B')] })).row).toBe('B1');
  });

  it('N3 swept here and gone from the bucket', () => {
    expect(decide(view({ baseline: base('h', { A: 1 }) })).row).toBe('N3');
  });
});

describe('decide: towards the bucket', () => {
  it('L1 edited here: upload with one more edit counted', () => {
    const decision = decide(
      view({ local: local('h2'), baseline: base('h', { A: 1 }), remotes: [remote('A', 'h', { A: 1 })] }),
    );
    expect(decision).toEqual({ row: 'L1', action: 'upload', vector: { A: 2 } });
  });

  it('L1 after an upload that was begun and lost: its count is not used again', () => {
    const decision = decide(
      view({
        local: local('h3'),
        baseline: base('h', { A: 1 }, { A: 2 }),
        remotes: [remote('A', 'h2', { A: 2 })],
      }),
    );
    expect(decision).toEqual({ row: 'L1', action: 'upload', vector: { A: 3 } });
  });

  it('L1 reverted to what another device still holds from before: the revert is an edit', () => {
    const decision = decide(
      view({
        local: local('old'),
        baseline: base('new', { A: 1, B: 1 }),
        remotes: [remote('A', 'new', { A: 1, B: 1 }), remote('B', 'old', { B: 1 })],
      }),
    );
    expect(decision).toEqual({ row: 'L1', action: 'upload', vector: { A: 2, B: 1 } });
  });

  it('L2 new here', () => {
    expect(decide(view({ local: local('h') }))).toEqual({ row: 'L2', action: 'upload', vector: { A: 1 } });
  });

  it('L2 saved again after a deletion: outlives it', () => {
    const decision = decide(view({ local: local('h'), tombstones: [grave('B', { A: 2, B: 1 })] }));
    expect(decision).toEqual({ row: 'L2', action: 'upload', vector: { A: 3, B: 1 } });
  });

  it('L2 own object of the document client is older than a row saved since', () => {
    const own = remote('A', 'h', { A: 1 }, { legacy: true });
    expect(decide(view({ local: local('h2', false), remotes: [own] }))).toEqual({
      row: 'L2',
      action: 'upload',
      vector: { A: 2 },
    });
  });

  it('L3 the revision is missing in the bucket: upload it again, unchanged', () => {
    expect(decide(view({ local: local('h'), baseline: base('h', { B: 2 }) }))).toEqual({
      row: 'L3',
      action: 'upload',
      vector: { B: 2 },
    });
  });

  it('L3 the own object is damaged: a good copy replaces it', () => {
    const decision = decide(
      view({
        local: local('h'),
        baseline: base('h', { A: 1 }),
        remotes: [refused('A', 'OBJECT_UNDECRYPTABLE')],
      }),
    );
    expect(decision.row).toBe('L3');
  });

  it('X1 the own object is of a newer format: left alone', () => {
    const decision = decide(
      view({
        local: local('h2'),
        baseline: base('h', { A: 1 }),
        remotes: [refused('A', 'OBJECT_UNSUPPORTED')],
      }),
    );
    expect(decision).toEqual({ row: 'X1', action: 'blocked', code: 'OBJECT_UNSUPPORTED' });
  });
});

describe('decide: from the bucket', () => {
  it('I1 opens what it does not know', () => {
    expect(decide(view({ remotes: [unopened('B'), remote('C', 'h', { C: 1 })] }))).toEqual({
      row: 'I1',
      action: 'inspect',
      devices: ['B'],
    });
  });

  it('R1 new from another device; the newest of several heads first', () => {
    const decision = decide(
      view({ remotes: [remote('B', 'h', { B: 1 }), remote('C', 'h2', { B: 1, C: 1 })] }),
    );
    expect(decision).toEqual({ row: 'R1', action: 'adopt', device: 'C', replaces: false });
  });

  it('R2 fast-forward', () => {
    const decision = decide(
      view({
        local: local('h'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 }), remote('B', 'h2', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toEqual({ row: 'R2', action: 'adopt', device: 'B', replaces: true });
  });

  it('R2 fast-forward by the own device id, as after restoring an older backup of this machine', () => {
    const decision = decide(
      view({ local: local('h'), baseline: base('h', { A: 1 }), remotes: [remote('A', 'h2', { A: 2 })] }),
    );
    expect(decision).toEqual({ row: 'R2', action: 'adopt', device: 'A', replaces: true });
  });

  it('a damaged object of another device changes nothing', () => {
    const decision = decide(
      view({
        local: local('h'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 }), refused('B', 'OBJECT_TRUNCATED')],
      }),
    );
    expect(decision.row).toBe('N1');
  });
});

describe('decide: both sides', () => {
  it('A2 the same change on both sides: no transfer', () => {
    const decision = decide(
      view({
        local: local('h2'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('B', 'h2', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toEqual({ row: 'A2', action: 'agree', vector: { A: 1, B: 1 } });
  });

  it('A1 a newer revision with the same content: only the vector is taken over', () => {
    const decision = decide(
      view({ local: local('h'), baseline: base('h', { A: 1 }), remotes: [remote('B', 'h', { A: 1, B: 2 })] }),
    );
    expect(decision).toEqual({ row: 'A1', action: 'agree', vector: { A: 1, B: 2 } });
  });

  it('T1 an upload that landed unconfirmed and was deleted elsewhere since', () => {
    const decision = decide(
      view({
        local: local('h'),
        baseline: base(null, {}, { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 })],
        tombstones: [grave('B', { A: 1, B: 1 })],
      }),
    );
    expect(decision.row).toBe('T1');
  });

  it('A2 an upload that landed but was not confirmed', () => {
    const decision = decide(
      view({
        local: local('h2'),
        baseline: base('h', { A: 1 }, { A: 2 }),
        remotes: [remote('A', 'h2', { A: 2 })],
      }),
    );
    expect(decision).toEqual({ row: 'A2', action: 'agree', vector: { A: 2 } });
  });

  it('A2 sync.db lost, content the same', () => {
    const decision = decide(view({ local: local('h'), remotes: [remote('A', 'h', { A: 4 })] }));
    expect(decision).toEqual({ row: 'A2', action: 'agree', vector: { A: 4 } });
  });

  it('C1 concurrent edits: both kept, the local one published under this device', () => {
    const decision = decide(
      view({
        local: local('mine'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 }), remote('B', 'theirs', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toEqual({
      row: 'C1',
      action: 'conflict',
      devices: ['B'],
      localVector: { A: 2 },
      publish: { A: 2 },
    });
  });

  it('C1 stays a conflict once both are in the bucket, and uploads nothing more', () => {
    const decision = decide(
      view({
        local: local('mine'),
        baseline: base('mine', { A: 2 }),
        remotes: [remote('A', 'mine', { A: 2 }), remote('B', 'theirs', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toEqual({
      row: 'C1',
      action: 'conflict',
      devices: ['B'],
      localVector: { A: 2 },
      publish: null,
    });
  });

  it('C2 an edit that the bucket counts already, for other content: a restored backup or a cloned machine', () => {
    const decision = decide(
      view({
        local: local('mine'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'theirs', { A: 2 })],
      }),
    );
    expect(decision).toEqual({
      row: 'C2',
      action: 'conflict',
      devices: ['A'],
      localVector: {},
      publish: null,
    });
  });

  it('C1 an impostor: equal vectors, other content', () => {
    const decision = decide(
      view({
        local: local('mine'),
        baseline: base('mine', { A: 2 }),
        remotes: [remote('A', 'theirs', { A: 2 })],
      }),
    );
    expect(decision).toEqual({
      row: 'C1',
      action: 'conflict',
      devices: ['A'],
      localVector: { A: 2 },
      publish: null,
    });
  });

  it('C2 sync.db lost and content differs: both kept, nothing uploaded', () => {
    const decision = decide(view({ local: local('mine'), remotes: [remote('A', 'theirs', { A: 2 })] }));
    expect(decision).toEqual({
      row: 'C2',
      action: 'conflict',
      devices: ['A'],
      localVector: {},
      publish: null,
    });
  });

  it('R3 sync.db lost, and rivals that say what the row does as far as its columns go: one is adopted', () => {
    const rivals = (...devices: string[]): RemoteView[] =>
      devices.map((name) => remote(name, `with ${name}'s`, { [name]: 1 }, { coreHash: 'mine' }));
    const one = { action: 'adopt', row: 'R3', replaces: false };
    const decided = (...devices: string[]) =>
      decide(view({ local: local('mine'), remotes: rivals(...devices) }));
    expect(decided('B', 'A')).toEqual({ ...one, device: 'A' });
    expect(decided('C', 'B')).toEqual({ ...one, device: 'B' });
    expect(decided('B')).toMatchObject({ row: 'A2' });
  });

  it('C1 the same session made on two devices independently', () => {
    const decision = decide(view({ local: local('mine'), remotes: [remote('B', 'theirs', { B: 1 })] }));
    expect(decision).toEqual({
      row: 'C1',
      action: 'conflict',
      devices: ['B'],
      localVector: { A: 1 },
      publish: { A: 1 },
    });
  });
});

describe('decide: deletions by a person', () => {
  it('T1 removes what the deletion had seen', () => {
    const decision = decide(
      view({
        local: local('h'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 })],
        tombstones: [grave('B', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toEqual({ row: 'T1', action: 'remove-local' });
  });

  it('T1 also when sync.db was lost', () => {
    const decision = decide(
      view({
        local: local('h'),
        remotes: [remote('A', 'h', { A: 1 })],
        tombstones: [grave('B', { A: 1, B: 1 })],
      }),
    );
    expect(decision.row).toBe('T1');
  });

  it('L1 an edit the deletion had not seen outlives it', () => {
    const decision = decide(
      view({
        local: local('h2'),
        baseline: base('h', { A: 1 }),
        remotes: [remote('A', 'h', { A: 1 })],
        tombstones: [grave('B', { A: 1, B: 1 })],
      }),
    );
    expect(decision).toMatchObject({ action: 'upload', vector: { A: 2 } });
  });

  it('T2 goes out before anything else', () => {
    expect(decide(view({ remotes: [unopened('B')], tombstones: [grave('A', { A: 2 }, true)] })).row).toBe(
      'T2',
    );
  });
});

describe('impliedVector', () => {
  it('counts one edit on top of what the device had published', () => {
    expect(impliedVector('B', 'h', null)).toEqual({ B: 1 });
    const before = { vector: { A: 1, B: 1 }, contentHash: 'h', coreHash: 'h', legacy: true };
    expect(impliedVector('B', 'h2', before)).toEqual({ A: 1, B: 2 });
    expect(impliedVector('B', 'h', before)).toEqual({ A: 1, B: 1 });
  });
});
