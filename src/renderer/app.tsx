import { useEffect, useState, type ReactNode } from 'react';
import { toAppError } from '../shared/errors.ts';
import { describeError } from '../shared/messages.ts';
import { ask } from './bridge.ts';
import { statusSentence } from './status-sentence.ts';

async function askForStatus(): Promise<string> {
  try {
    return statusSentence(await ask('status', {}));
  } catch (error) {
    return describeError(toAppError(error)).sentence;
  }
}

export function App(): ReactNode {
  const [sentence, setSentence] = useState('…');
  useEffect(() => {
    void askForStatus().then(setSentence);
  }, []);
  return (
    <main>
      <h1>cc-sessions Cloud Sync</h1>
      <p role="status">{sentence}</p>
    </main>
  );
}
