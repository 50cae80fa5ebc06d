/** What a first sync would carry, and what it costs there: from this computer alone, before anything is asked. */
import type { CommandResponse } from '../../../shared/contract.ts';
import { memoryToJson } from '../../../shared/session.ts';
import type { Provider } from '../../../shared/settings.ts';
import { PRICES_AS_OF, PROVIDER_NAMES, sourceOf } from '../prices.ts';
import type { OpenEngine } from './engine-host.ts';
import { perMonth } from './live-state.ts';

/** Memories whose size is looked at; the rest are taken to be like them. */
const SAMPLE = 100;
/** Transcripts are compressed (zstd, level 3) to about this part; measured, see docs/performance.md. */
const TRANSCRIPT_RATIO = 1 / 6;

export async function estimateSetup(
  { parts }: OpenEngine,
  provider: Provider | null,
): Promise<CommandResponse<'setup.estimate'>> {
  const rows = parts.store.list();
  const memories = memoryBytes(
    parts.store,
    rows.map(({ id }) => id),
  );
  const transcripts = await transcriptBytes(parts.adapters);
  const storedBytes = Math.round(memories + transcripts.bytes * TRANSCRIPT_RATIO);
  const chosen = provider ?? 'folder';
  return {
    sessions: rows.length,
    conversations: transcripts.count,
    projects: new Set(rows.map(({ projectPath }) => projectPath)).size,
    bytes: memories + transcripts.bytes,
    storedBytes,
    perMonth: perMonth(chosen, storedBytes, rows.length + transcripts.count),
    pricesAsOf: PRICES_AS_OF,
    source: sourceOf(PROVIDER_NAMES[chosen]),
  };
}

function memoryBytes(store: OpenEngine['parts']['store'], ids: readonly string[]): number {
  const every = Math.max(1, Math.ceil(ids.length / SAMPLE));
  let bytes = 0;
  let looked = 0;
  for (let at = 0; at < ids.length; at += every) {
    try {
      const row = store.get(ids[at] ?? '');
      if (row) bytes += JSON.stringify(memoryToJson(row.memory)).length;
      looked += 1;
    } catch {
      continue; // a row that cannot be read is told of elsewhere
    }
  }
  return looked === 0 ? 0 : Math.round((bytes / looked) * ids.length);
}

async function transcriptBytes(
  adapters: OpenEngine['parts']['adapters'],
): Promise<{ count: number; bytes: number }> {
  let count = 0;
  let bytes = 0;
  for (const adapter of adapters) {
    for await (const file of adapter.find()) {
      count += 1;
      bytes += file.size;
    }
  }
  return { count, bytes };
}
