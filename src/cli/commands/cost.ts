import { formatBytes, formatNumber } from '../../shared/format.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { out } = context;
  return withApp(context, async (app) => {
    const estimates = await app.cost();
    out.result({ estimates }, (page) => {
      const [first] = estimates;
      if (!first) {
        page.line('There is nothing in the bucket yet, so there is nothing to pay.');
        return;
      }
      page.line(
        `${formatBytes(first.storageBytes)} stored, about ${formatNumber(first.requestsPerMonth)} requests a month.`,
      );
      page.line();
      page.table(
        [
          { title: 'PROVIDER' },
          { title: 'A MONTH', align: 'right' },
          { title: 'PRICE LIST', flexible: true },
        ],
        estimates.map(({ provider, perMonth, source }) => [provider, dollars(perMonth), source]),
      );
      page.line(page.paint.dim(`Prices of ${first.pricesAsOf}, without taxes.`));
    });
    return EXIT.ok;
  });
}

function dollars(amount: number): string {
  if (amount <= 0) return 'free';
  return amount < 0.01 ? 'under $0.01' : `$${amount.toFixed(2)}`;
}
