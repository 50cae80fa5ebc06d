/** What was searched for, filtered and folded: kept while other screens are shown. */
import { create } from 'zustand';
import { NO_FILTER, type FilterChoice } from './session-filter.ts';

interface ListState {
  readonly text: string;
  readonly choice: FilterChoice;
  readonly filtersShown: boolean;
  /** Paths of the projects that are folded. */
  readonly folded: ReadonlySet<string>;
}

const INITIAL: ListState = { text: '', choice: NO_FILTER, filtersShown: false, folded: new Set() };

export const useListState = create<ListState>()(() => INITIAL);

export const searchFor = (text: string): void => useListState.setState({ text });
export const chooseFilter = (choice: FilterChoice): void => useListState.setState({ choice });
export const showAllSessions = (): void => useListState.setState({ text: '', choice: NO_FILTER });

export function foldProject(project: string, fold: boolean): void {
  useListState.setState(({ folded }) => {
    const next = new Set(folded);
    if (fold) next.add(project);
    else next.delete(project);
    return { folded: next };
  });
}

/** Nothing else in the way of the sessions of one device. */
export function onlyDevice(device: string): void {
  useListState.setState({ text: '', choice: { ...NO_FILTER, device } });
}
