import { Component, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import type { Strings } from '../strings/en.ts';

interface BoundaryProps {
  readonly words: Strings['shell'];
  readonly children: ReactNode;
}

/** A screen that throws takes only itself down: the rest of the window stays, and it can be shown again. */
export class ScreenBoundary extends Component<BoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    const { words, children } = this.props;
    if (!this.state.broken) return children;
    return (
      <EmptyState
        icon="warn"
        title={words.brokenScreen}
        actions={<Button onClick={() => this.setState({ broken: false })}>{words.showAgain}</Button>}
      >
        {words.brokenScreenHint}
      </EmptyState>
    );
  }
}
