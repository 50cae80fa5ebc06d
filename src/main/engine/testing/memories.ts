/** Small memories for tests of the engine. */
import { createHash } from 'node:crypto';
import { canonicalContent, parseMemory, type SessionMemory } from '../../../shared/session.ts';

export function memoryOf(id: string, summary: string): SessionMemory {
  return parseMemory({
    id,
    summary,
    startedAt: '2026-01-01T10:00:00.000Z',
    endedAt: '2026-01-01T11:00:00.000Z',
  });
}

export function hashOf(memory: SessionMemory): string {
  return createHash('sha256').update(canonicalContent(memory)).digest('hex');
}
