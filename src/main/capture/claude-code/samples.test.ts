import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReadSession } from '../adapter.ts';
import { claudeCodeAdapter } from './adapter.ts';

const SAMPLES = join(import.meta.dirname, '../../../../samples/claude');

async function readSamples(): Promise<{ sessions: ReadSession[]; bytes: number }> {
  const adapter = claudeCodeAdapter(SAMPLES);
  const sessions: ReadSession[] = [];
  let bytes = 0;
  for await (const file of adapter.find()) {
    const session = await adapter.read(file);
    if (session) sessions.push(session);
    bytes += file.size;
  }
  return { sessions, bytes };
}

describe('the sample transcripts', () => {
  it('are six sessions of three projects, understood to the last line', async () => {
    const { sessions, bytes } = await readSamples();
    expect(bytes).toBeLessThan(400_000);
    expect(sessions.map(({ memory }) => `${memory.projectName}: ${memory.summary}`).sort()).toEqual([
      'greenhouse: Alert when a vent stays open at night',
      'greenhouse: Why soil probe frames fail their checksum',
      'recipe-box: I want `recipe show pancakes --servings 6`. Amounts should come out the way cooks write them: 1 1/2 cups, not 1.5.',
      'recipe-box: Markdown import',
      'tidepool: High tide one hour late after the clock change',
      'tidepool: Tide heights in feet or metres',
    ]);
    for (const { lines } of sessions)
      expect(lines).toMatchObject({ malformed: 0, unknown: 0, oversized: 0, torn: 0 });
  });

  it('have something of everything a memory can hold', async () => {
    const { sessions } = await readSamples();
    const memories = sessions.map(({ memory }) => memory);
    expect(memories.flatMap((memory) => memory.filesDeleted)).toEqual([
      '/home/mira/projects/tidepool/src/zone.ts',
    ]);
    const statuses = new Set(memories.flatMap((memory) => memory.tasks.map((task) => task.status)));
    expect([...statuses].sort()).toEqual(['completed', 'in_progress', 'pending']);
    for (const memory of memories) {
      expect(memory.filesCreated.length + memory.filesModified.length).toBeGreaterThan(0);
      expect(memory.lastUserMessage).not.toBe('');
      expect(memory.lastAssistantMessage).not.toBe('');
    }
  });
});
