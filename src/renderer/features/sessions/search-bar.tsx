import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { isSearchAwaited, SEARCH_FIELD } from '../../layout/shortcuts.ts';
import { useStrings } from '../../text/use-strings.ts';
import { searchFor, useListState } from './list-state.ts';
import { filtersInForce } from './session-filter.ts';

interface SearchBarProps {
  /** Down arrow: on to what was found. */
  readonly onDown: () => void;
}

export function SearchBar({ onDown }: SearchBarProps): ReactNode {
  const { sessions: words } = useStrings();
  const text = useListState((state) => state.text);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isSearchAwaited()) field.current?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') onDown();
    else if (event.key === 'Escape' && text !== '') searchFor('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="search-field" role="search">
      <Icon name="search" />
      <input
        ref={field}
        id={SEARCH_FIELD}
        type="text"
        className="input"
        value={text}
        placeholder={words.search}
        aria-label={words.search}
        title={words.searchHint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => searchFor(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text !== '' && <IconButton icon="cross" label={words.clearSearch} onClick={() => searchFor('')} />}
    </div>
  );
}

/** Shows and hides what can be filtered by. */
export function FilterButton(): ReactNode {
  const { sessions: words } = useStrings();
  const { choice, filtersShown } = useListState();
  const inForce = filtersInForce(choice).length;
  return (
    <Button
      small
      kind="quiet"
      icon="settings"
      aria-expanded={filtersShown}
      onClick={() => useListState.setState({ filtersShown: !filtersShown })}
    >
      {inForce === 0 ? words.filters : words.filtersOn(inForce)}
    </Button>
  );
}
