import type { ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Select, type Option } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { Strings } from '../../strings/en.ts';
import { chooseFilter, useListState } from './list-state.ts';
import {
  DATE_CHOICES,
  filtersInForce,
  NO_FILTER,
  without,
  type FilterChoice,
  type FilterName,
} from './session-filter.ts';

export type Facets = CommandResponse<'sessions.facets'>;
type Facet = Facets['devices'][number];
type Words = Strings['sessions'];

/** What can be chosen, most of it known only to the engine; `null` while that is on its way. */
export function FilterPanel({ facets }: { facets: Facets | null }): ReactNode {
  const { sessions: words } = useStrings();
  const choice = useListState((state) => state.choice);
  const change = (part: Partial<FilterChoice>): void => chooseFilter({ ...choice, ...part });
  const dates = DATE_CHOICES.map((value) => ({ value, label: words.dates[value] }));
  return (
    <div className="filter-panel">
      {(['device', 'project', 'agent', 'state'] as const).map((name) => (
        <Select
          key={name}
          label={words.filter[name]}
          value={choice[name]}
          options={optionsOf(name, facets, choice[name], words)}
          onChange={(value) => change({ [name]: value })}
        />
      ))}
      <Select
        label={words.filter.date}
        value={choice.date}
        options={dates}
        onChange={(date) => change({ date })}
      />
      {choice.date === 'between' && (
        <>
          <TextField
            type="date"
            label={words.firstDay}
            value={choice.firstDay}
            max={choice.lastDay || undefined}
            onChange={(firstDay) => change({ firstDay })}
          />
          <TextField
            type="date"
            label={words.lastDay}
            value={choice.lastDay}
            min={choice.firstDay || undefined}
            onChange={(lastDay) => change({ lastDay })}
          />
        </>
      )}
    </div>
  );
}

type Listed = Exclude<FilterName, 'date'>;

function facetsOf(name: Listed, facets: Facets | null): readonly Facet[] {
  if (!facets) return [];
  return { device: facets.devices, project: facets.projects, agent: facets.agents, state: facets.states }[
    name
  ];
}

function labelOf(name: Listed, { value, label }: Pick<Facet, 'value' | 'label'>, words: Words): string {
  const states: Readonly<Record<string, string>> = words.states;
  return (name === 'state' ? states[value] : label) ?? value;
}

/** What is chosen can be seen even when no session is left that has it. */
function optionsOf(name: Listed, facets: Facets | null, chosen: string, words: Words): Option<string>[] {
  const known = facetsOf(name, facets).filter(({ value }) => value !== '');
  const options = known.map((facet) => ({
    value: facet.value,
    label: words.withCount(labelOf(name, facet, words), facet.count),
  }));
  if (chosen !== '' && !known.some(({ value }) => value === chosen)) {
    options.push({ value: chosen, label: labelOf(name, { value: chosen, label: chosen }, words) });
  }
  return [{ value: '', label: words.any }, ...options];
}

/** The filters in force, each to be taken away. */
export function FilterChips({ facets }: { facets: Facets | null }): ReactNode {
  const { sessions: words } = useStrings();
  const format = useFormat();
  const choice = useListState((state) => state.choice);
  const inForce = filtersInForce(choice);
  if (inForce.length === 0) return null;
  const day = (text: string): string => (text === '' ? '' : format.date(`${text}T00:00`));
  const textOf = (name: FilterName): string => {
    if (name === 'date') {
      const between = words.betweenDays(day(choice.firstDay), day(choice.lastDay));
      return choice.date === 'between' ? between : words.dates[choice.date];
    }
    const value = choice[name];
    const facet = facetsOf(name, facets).find((known) => known.value === value);
    return labelOf(name, facet ?? { value, label: value }, words);
  };
  return (
    <div className="filter-chips cluster">
      {inForce.map((name) => (
        <button
          key={name}
          type="button"
          className="filter-chip"
          aria-label={words.removeFilter(`${words.filter[name]}: ${textOf(name)}`)}
          onClick={() => chooseFilter(without(choice, name))}
        >
          <span>{textOf(name)}</span>
          <Icon name="cross" size={16} />
        </button>
      ))}
      <Button small kind="quiet" onClick={() => chooseFilter(NO_FILTER)}>
        {words.clearFilters}
      </Button>
    </div>
  );
}
