import { describe, expect, it } from 'vitest';
import { follow, OPENING_STATE, type Replica } from '../../shared/app-state.ts';
import type { AppEvent, Push } from '../../shared/contract.ts';
import { StateHub } from './state-hub.ts';

function listening() {
  const pushes: Push[] = [];
  const refused: string[] = [];
  const hub = new StateHub(
    (push) => pushes.push(push),
    (problem) => refused.push(problem),
  );
  return { hub, pushes, refused };
}

const patch = (fields: object): AppEvent => ({ type: 'patch', patch: fields });

describe('the state hub', () => {
  it('gives every push the next revision, and a replica that follows is the state', async () => {
    const { hub, pushes } = listening();
    hub.dispatch(patch({ setUp: true }));
    const snapshot = await hub.handlers['state.get']?.({});
    hub.dispatch(patch({ hold: 'offline' }));
    hub.dispatch({ type: 'changed', what: 'sessions' });
    hub.dispatch(patch({ hold: null, sync: { state: 'running', since: 1, progress: null } }));
    expect(pushes.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
    let replica = snapshot as Replica;
    for (const push of pushes) replica = follow(replica, push) ?? expect.fail('a gap');
    expect(replica).toEqual({ revision: 4, state: hub.state });
  });

  it('tells nothing that changes nothing, and only what changed', () => {
    const { hub, pushes } = listening();
    hub.dispatch(patch({ setUp: false, sync: { state: 'idle' } }));
    expect(pushes).toEqual([]);
    hub.dispatch(patch({ setUp: true, sync: { state: 'idle' } }));
    expect(pushes).toEqual([{ revision: 1, event: patch({ setUp: true }) }]);
  });

  it('lets nothing through that the contract does not name', () => {
    const { hub, pushes } = listening();
    hub.dispatch(patch({ setUp: true, encryptionKey: 'secret' }));
    expect(JSON.stringify(pushes)).not.toContain('secret');
    expect(hub.state).toEqual({ ...OPENING_STATE, setUp: true });
  });

  it('drops what does not fit, and goes on', () => {
    const { hub, pushes, refused } = listening();
    hub.dispatch(patch({ setUp: 'yes' }));
    hub.dispatch({ type: 'nothing' } as never);
    expect(refused).toHaveLength(2);
    hub.dispatch(patch({ setUp: true }));
    expect(pushes.map(({ revision }) => revision)).toEqual([1]);
  });

  it('tells who listens here what was before', () => {
    const { hub } = listening();
    const heard: [boolean, boolean][] = [];
    hub.listen((state, before) => heard.push([before.setUp, state.setUp]));
    hub.dispatch(patch({ setUp: true }));
    hub.dispatch({ type: 'navigate', screen: 'settings', session: null });
    expect(heard).toEqual([[false, true]]);
  });
});
