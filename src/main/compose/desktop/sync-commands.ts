/** Commands on passes: now, stop, pause, and what a pass would do. */
import type { CommandHandlers } from '../../../shared/contract.ts';
import type { Plan } from '../../engine/plan.ts';
import type { DesktopContext } from './context.ts';
import type { Pausing } from './pausing.ts';

const LOSING_SHOWN = 200;

export function syncCommands(context: DesktopContext, pausing: Pausing): CommandHandlers {
  const { host, runtime, now } = context;
  return {
    'sync.now': async ({ accept = [], first = false }) =>
      first ? (await runtime()).first() : (await runtime()).now(accept),
    'sync.cancel': async () => {
      (await runtime()).cancel();
      return {};
    },
    'sync.pause': async ({ minutes }) => {
      pausing.pause(minutes === null ? null : now() + minutes * 60_000);
      return {};
    },
    'sync.resume': async () => {
      pausing.resume();
      return {};
    },
    'sync.plan': async () => {
      const { app, parts } = await host.current();
      const plan = await app.plan();
      const losing = plan.items.filter(losesLocal);
      return {
        brake: plan.brake,
        counts: countActions(plan),
        losing: losing.slice(0, LOSING_SHOWN).map(({ session, decision }) => ({
          session,
          action: decision.action,
          summary: parts.store.get(session)?.memory.summary ?? '',
        })),
        total: losing.length,
        at: now(),
      };
    },
  };
}

function losesLocal({ decision }: Plan['items'][number]): boolean {
  return decision.action === 'remove-local' || (decision.action === 'adopt' && decision.replaces);
}

function countActions(plan: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { decision } of plan.items) counts[decision.action] = (counts[decision.action] ?? 0) + 1;
  return counts;
}
