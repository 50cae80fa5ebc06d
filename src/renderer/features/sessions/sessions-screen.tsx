import type { ReactNode } from 'react';
import { Page } from '../../layout/page.tsx';
import { useStrings } from '../../text/use-strings.ts';

export function SessionsScreen(): ReactNode {
  const { shell } = useStrings();
  return <Page title={shell.screens.sessions}>{null}</Page>;
}
