import type { ReactNode } from 'react';
import { SETUP_PROBLEMS } from '../../../shared/strings/setup.ts';
import { Banner } from '../../components/banner.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useApp } from '../../store/app-store.ts';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import { noteFor } from './field-notes.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

/** What this device is called, and where it keeps its secrets. */
export function DeviceStep(): ReactNode {
  const { setup: words } = useStrings();
  const language = useLanguage();
  const { draft, check, edit } = useWizard();
  const keychain = useApp(({ settings }) => settings?.keychain.available ?? true);
  const note = noteFor('deviceName', check, false, {
    needed: words.needed,
    problems: SETUP_PROBLEMS[language],
  });
  const place = draft.keepSecretsIn ?? (keychain ? 'keychain' : null);
  const wrong = note?.severity === 'wrong';
  const notYet = wrong ? words.fixName : place === null ? words.choosePlaceForSecrets : undefined;
  return (
    <StepFrame title={words.deviceTitle} hint={words.deviceHint} notYet={notYet}>
      <TextField
        label={words.deviceName}
        hint={words.deviceNameHint}
        note={note}
        placeholder={words.deviceAuto}
        value={draft.deviceName}
        onChange={(deviceName) => edit({ deviceName })}
      />
      {!keychain && (
        <Banner tone="warn" title={words.noKeychainTitle}>
          {words.noKeychain}
        </Banner>
      )}
      <ChoiceList
        legend={words.secretsLegend}
        value={place}
        choices={[
          {
            value: 'keychain',
            title: words.keychain,
            hint: keychain ? words.keychainHint : words.keychainSilent,
            icon: 'lock',
          },
          { value: 'config-file', title: words.configFile, hint: words.configFileHint, icon: 'edit' },
        ]}
        onChange={(keepSecretsIn) => edit({ keepSecretsIn })}
      />
    </StepFrame>
  );
}
