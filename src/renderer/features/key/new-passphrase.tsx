import { useEffect, useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { PASSPHRASE_PROBLEMS } from '../../../shared/strings/setup.ts';
import { ask } from '../../bridge.ts';
import { SecretField } from '../../components/secret-field.tsx';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import './key.css';
import { timeToGuess } from './strength.ts';

type Strength = CommandResponse<'setup.passphraseStrength'>;

export interface PassphraseHandle {
  readonly value: string;
  readonly repeated: string;
  readonly strength: Strength | null;
  readonly setValue: (value: string) => void;
  readonly setRepeated: (value: string) => void;
  /** Why it cannot be taken yet, in words; `undefined`: it can. */
  readonly notYet: string | undefined;
}

/** A pause in typing after which the strength is asked for. */
const PAUSE_MS = 150;

export function useNewPassphrase(): PassphraseHandle {
  const { key: words } = useStrings();
  const [value, setValue] = useState('');
  const [repeated, setRepeated] = useState('');
  const [strength, setStrength] = useState<Strength | null>(null);
  useEffect(() => {
    setStrength(null);
    if (value === '') return undefined;
    let current = true;
    const timer = setTimeout(() => {
      ask('setup.passphraseStrength', { passphrase: value }).then(
        (answer) => {
          if (current) setStrength(answer);
        },
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [value]);
  const weak = strength === null || strength.score === 0;
  const notYet = value === '' || weak ? words.stronger : value === repeated ? undefined : words.repeatFirst;
  return { value, repeated, strength, setValue, setRepeated, notYet };
}

/** Two fields and a meter. */
export function NewPassphrase({ handle }: { handle: PassphraseHandle }): ReactNode {
  const { key: words } = useStrings();
  const differs = handle.repeated !== '' && !handle.value.startsWith(handle.repeated);
  return (
    <div className="stack">
      <SecretField label={words.passphrase} hint={words.passphraseAdvice} {...valueOf(handle)} />
      <StrengthMeter strength={handle.strength} />
      <SecretField
        label={words.repeat}
        note={differs ? { text: words.differs, severity: 'wrong' } : undefined}
        value={handle.repeated}
        onChange={handle.setRepeated}
      />
    </div>
  );
}

function valueOf({ value, setValue }: PassphraseHandle) {
  return { value, onChange: setValue };
}

function StrengthMeter({ strength }: { strength: Strength | null }): ReactNode {
  const { key: words } = useStrings();
  const language = useLanguage();
  const score = strength?.score ?? 0;
  const names = [
    words.scores.refused,
    words.scores.weak,
    words.scores.fair,
    words.scores.good,
    words.scores.strong,
  ];
  return (
    <div className="meter" role="status">
      <div className={`meter__bar meter__bar--${score}`} aria-hidden="true">
        {[1, 2, 3, 4].map((mark) => (
          <span
            key={mark}
            className={strength && score >= mark ? 'meter__mark meter__mark--on' : 'meter__mark'}
          />
        ))}
      </div>
      {strength && (
        <span className="small">
          <strong>{names[score]}</strong>
          {' · '}
          {strength.problem === null
            ? words.guessing(words.times[timeToGuess(strength.guessesLog10)])
            : PASSPHRASE_PROBLEMS[language][strength.problem]}
        </span>
      )}
    </div>
  );
}
