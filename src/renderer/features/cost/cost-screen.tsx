import type { ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Await } from '../../components/await.tsx';
import { Badge } from '../../components/badge.tsx';
import { Card } from '../../components/card.tsx';
import { ExternalLink } from '../../components/external-link.tsx';
import { Table } from '../../components/table.tsx';
import { Page } from '../../layout/page.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';

type Cost = CommandResponse<'cost.get'>;
type Usage = Pick<Cost['measured'], keyof Cost['measured'] & keyof Cost['forecast']>;

export function CostScreen(): ReactNode {
  const { cost: words } = useStrings();
  const answer = useAnswer('cost.get', {}, 'cost');
  return (
    <Page title={words.title} hint={words.hint}>
      <Await answer={answer} label={words.loading}>
        {(cost) => (
          <>
            <Forecast cost={cost} />
            <Measured cost={cost} />
            <DocumentTable cost={cost} />
          </>
        )}
      </Await>
    </Page>
  );
}

function Forecast({ cost }: { cost: Cost }): ReactNode {
  const { cost: words } = useStrings();
  const format = useFormat();
  return (
    <Card title={words.forecast} hint={words.forecastHint(format.bytes(cost.forecast.storageBytes))}>
      <Table
        label={words.forecast}
        columns={[
          { title: words.provider },
          { title: words.perMonth, number: true },
          { title: words.storage, number: true },
          { title: words.requests, number: true },
          { title: words.egress, number: true },
          { title: words.source },
        ]}
        rows={cost.providers.map(({ provider, current, perMonth, storage, requests, egress, source }) => ({
          key: provider,
          chosen: current,
          cells: [
            <>
              <span className="nowrap">{provider}</span> {current && <Badge tone="ok">{words.yours}</Badge>}
            </>,
            <strong>{format.money(perMonth)}</strong>,
            format.money(storage),
            format.money(requests),
            format.money(egress),
            <ExternalLink url={source}>{words.priceList}</ExternalLink>,
          ],
        }))}
      />
      <p className="muted small">{words.asOf(format.date(cost.pricesAsOf))}</p>
    </Card>
  );
}

function Measured({ cost: { measured, forecast } }: { cost: Cost }): ReactNode {
  const { cost: words } = useStrings();
  const format = useFormat();
  const rows: readonly [string, (usage: Usage) => string][] = [
    [words.stored, (usage) => format.bytes(usage.storageBytes)],
    [words.objects, (usage) => format.number(usage.objects)],
    [words.puts, (usage) => format.number(usage.puts)],
    [words.gets, (usage) => format.number(usage.gets)],
    [words.lists, (usage) => format.number(usage.lists)],
    [words.up, (usage) => format.bytes(usage.bytesUp)],
    [words.down, (usage) => format.bytes(usage.bytesDown)],
  ];
  return (
    <Card title={words.measured} hint={words.measuredHint(measured.days, format.date(measured.from))}>
      <Table
        label={words.measured}
        columns={[
          { title: words.what },
          { title: words.thisDevice, number: true },
          { title: forecast.estimated ? words.allDevicesEstimated : words.allDevices, number: true },
        ]}
        rows={rows.map(([name, of]) => ({ key: name, cells: [name, of(measured), of(forecast)] }))}
      />
      {forecast.estimated && <p className="muted small">{words.estimated}</p>}
    </Card>
  );
}

/** The customer's own table beside what the price table says to the same amounts. */
function DocumentTable({ cost }: { cost: Cost }): ReactNode {
  const { cost: words } = useStrings();
  const format = useFormat();
  return (
    <Card title={words.byNumber} hint={words.byNumberHint}>
      <Table
        label={words.byNumber}
        columns={[
          { title: words.perMonthSessions },
          { title: words.size, number: true },
          { title: 'R2', number: true },
          { title: 'S3', number: true },
          { title: 'B2', number: true },
        ]}
        rows={cost.table.map(({ sessions, bytes, document, computed }) => ({
          key: String(sessions),
          cells: [
            format.number(sessions),
            format.bytes(bytes),
            ...(['r2', 's3', 'b2'] as const).map((provider) => (
              <>
                {document[provider]}
                <br />
                <span className="muted small">{words.today(format.money(computed[provider]))}</span>
              </>
            )),
          ],
        }))}
      />
    </Card>
  );
}
