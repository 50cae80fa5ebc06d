import { useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/list.tsx';
import { ActionProblem, Problem } from '../../errors/problem.tsx';
import { loadSettings, say, useAppState, type Settings } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { RecoveryKit } from '../key/recovery-kit.tsx';
import { NotSetUp } from './not-set-up.tsx';
import { ChangePassphrase, EnterKey, RevealedKey } from './key-dialogs.tsx';

type KeyInfo = CommandResponse<'key.info'>;

export function KeyTab({ settings }: { settings: Settings }): ReactNode {
  const info = useAnswer('key.info', {}, 'settings');
  const setUp = useAppState((state) => state.setUp);
  if (setUp === false) return <NotSetUp />;
  return (
    <>
      {settings.keychain.problem && <Problem error={settings.keychain.problem} onRetry={loadSettings} />}
      {settings.secretsInFile.length > 0 && <SecretsInFile />}
      <Await answer={info}>
        {(value) => (
          <>
            <VaultKey info={value} onChanged={info.reload} />
            <Kit info={value} onKept={info.reload} />
          </>
        )}
      </Await>
    </>
  );
}

type DialogName = 'reveal' | 'passphrase' | 'enter';

function VaultKey({ info, onChanged }: { info: KeyInfo; onChanged: () => void }): ReactNode {
  const { key: words } = useStrings();
  const [open, setOpen] = useState<DialogName | null>(null);
  const [hex, setHex] = useState('');
  const action = useAction();
  const close = (): void => {
    setOpen(null);
    setHex('');
  };
  const changed = (): void => {
    close();
    onChanged();
  };
  const reveal = (): void =>
    void action.run(async () => {
      setHex((await ask('key.reveal', {})).hex);
      setOpen('reveal');
    });
  const passphrase = info.passphrase === null ? words.unknown : info.passphrase ? words.yes : words.no;
  return (
    <Card title={words.title} hint={words.titleHint}>
      <Facts
        facts={[
          [words.fingerprint, <span className="mono">{info.fingerprint}</span>],
          [words.storedIn, words.places[info.storedIn]],
          [words.opensByPassphrase, passphrase],
          [words.vault, <span className="mono">{info.vaultId ?? words.unknown}</span>],
        ]}
      />
      <div className="cluster">
        <Button icon="eye" busy={action.busy} onClick={reveal}>
          {words.reveal}
        </Button>
        <Button icon="edit" onClick={() => setOpen('passphrase')}>
          {info.passphrase ? words.changePassphrase : words.setPassphrase}
        </Button>
        <Button icon="key" onClick={() => setOpen('enter')}>
          {words.enter}
        </Button>
      </div>
      <ActionProblem action={action} />
      {open === 'reveal' && <RevealedKey hex={hex} onClose={close} />}
      {open === 'passphrase' && <ChangePassphrase onClose={close} onChanged={changed} />}
      {open === 'enter' && <EnterKey onClose={close} onChanged={changed} />}
    </Card>
  );
}

function Kit({ info, onKept }: { info: KeyInfo; onKept: () => void }): ReactNode {
  const { key: words } = useStrings();
  const format = useFormat();
  const action = useAction();
  const [taken, setTaken] = useState(false);
  const kept = info.recoveryKitKeptAt;
  const confirm = (): void =>
    void action.run(async () => {
      await ask('recovery.confirm', { of: 'vault' });
      say(words.kitConfirmed);
      onKept();
    });
  return (
    <Card title={words.kit} hint={words.kitHint}>
      {kept === null ? (
        <Banner tone="warn" title={words.kitNotKept} />
      ) : (
        <p>{words.kitKeptOn(format.date(kept))}</p>
      )}
      <RecoveryKit of="vault" onTaken={() => setTaken(true)} />
      {taken && (
        <div>
          <Button kind="primary" icon="check" busy={action.busy} onClick={confirm}>
            {words.kitConfirm}
          </Button>
        </div>
      )}
      <ActionProblem action={action} />
    </Card>
  );
}

function SecretsInFile(): ReactNode {
  const { settings: words, errors } = useStrings();
  const action = useAction();
  const move = (): void =>
    void action.run(async () => {
      const { moved } = await ask('key.moveSecrets', {});
      say(errors.secretsMoved(moved.length));
      await loadSettings();
    });
  return (
    <Banner
      tone="warn"
      title={words.secretsInFile}
      actions={
        <Button small busy={action.busy} onClick={move}>
          {errors.actions['move-secrets']}
        </Button>
      }
    >
      {words.secretsInFileHint}
      <ActionProblem action={action} />
    </Banner>
  );
}
