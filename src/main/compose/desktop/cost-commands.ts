/** What it costs: measured, told for a month, and beside the document's table. */
import type { CommandHandlers, CommandResponse } from '../../../shared/contract.ts';
import {
  billedUsage,
  DOCUMENT_TABLE,
  documentUsage,
  measuredUsage,
  monthForecast,
  storedNow,
} from '../cost.ts';
import { costParts, estimateCosts, PRICES_AS_OF, PROVIDER_NAMES } from '../prices.ts';
import type { DesktopContext } from './context.ts';
import { StorageMeter } from './storage-meter.ts';

export function costCommands({ host, now }: DesktopContext): CommandHandlers {
  const meter = new StorageMeter();
  return {
    'cost.get': async () => {
      const engine = await host.current();
      const { parts } = engine;
      const { bytes, objects } = await meter.measure(engine, () => false);
      const stored = { ...storedNow(parts.state, now()), bytes, objects };
      const measured = measuredUsage(parts.state, now());
      const devices = new Set([...parts.state.remotes().values()].map(({ device }) => device)).size;
      const month = monthForecast(stored, measured, parts.cloud, devices);
      const current = PROVIDER_NAMES[parts.cloud.provider];
      return {
        measured: { ...measured, storageBytes: stored.bytes, objects: stored.objects },
        forecast: { ...month, storageBytes: stored.bytes, objects: stored.objects },
        providers: costParts(billedUsage(stored.bytes, month)).map((cost) => ({
          ...cost,
          current: cost.provider === current && parts.cloud.enabled,
          perMonth: cost.storage + cost.requests + cost.egress,
        })),
        pricesAsOf: PRICES_AS_OF,
        table: DOCUMENT_TABLE.map(tableRow),
      };
    },
  };
}

function tableRow(row: (typeof DOCUMENT_TABLE)[number]): CommandResponse<'cost.get'>['table'][number] {
  const [r2 = 0, s3 = 0, b2 = 0] = estimateCosts(documentUsage(row)).map(({ perMonth }) => perMonth);
  return { ...row, computed: { r2, s3, b2 } };
}
