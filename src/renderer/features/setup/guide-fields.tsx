import { useId, useState, type ReactNode } from 'react';
import { SETUP_PROBLEMS } from '../../../shared/strings/setup.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import type { FieldNote } from '../../components/field.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import type { Guide } from './guide-step.tsx';
import { noteFor, type TextFieldName } from './field-notes.ts';
import { useWizard } from './wizard.ts';

type GuideField = Guide['fields'][number];

interface GuideFieldsProps {
  readonly guide: Guide;
  /** Continue was pressed: what is missing is said now. */
  readonly pressed: boolean;
}

export function GuideFields({ guide, pressed }: GuideFieldsProps): ReactNode {
  return (
    <>
      {guide.fields.map((field) => (
        <GuideInput key={field.field} field={field} guide={guide} pressed={pressed} />
      ))}
      {guide.provider !== 'folder' && <Advanced guide={guide} pressed={pressed} />}
    </>
  );
}

function useNote(field: string, pressed: boolean): FieldNote | undefined {
  const { check } = useWizard();
  const { setup: words } = useStrings();
  const language = useLanguage();
  return noteFor(field, check, pressed, { needed: words.needed, problems: SETUP_PROBLEMS[language] });
}

interface GuideInputProps extends GuideFieldsProps {
  readonly field: GuideField;
}

function GuideInput({ field, guide, pressed }: GuideInputProps): ReactNode {
  if (field.field === 'jurisdiction') return <Jurisdiction field={field} />;
  if (field.secret) return <Secret field={field} pressed={pressed} />;
  if (guide.provider === 'folder') return <Folder field={field} pressed={pressed} />;
  return <PlainField field={field} guide={guide} pressed={pressed} />;
}

function PlainField({ field, guide, pressed }: GuideInputProps): ReactNode {
  const { components } = useStrings();
  const { draft, edit } = useWizard();
  const note = useNote(field.field, pressed);
  const id = useId();
  const name = field.field as TextFieldName;
  const suggestions = name === 'region' ? guide.regions : [];
  return (
    <>
      <TextField
        label={field.label}
        hint={field.help}
        aside={field.optional ? components.optional : undefined}
        placeholder={field.example}
        mono
        note={note}
        list={suggestions.length > 0 ? id : undefined}
        value={draft[name]}
        onChange={(value) => edit({ [name]: value })}
      />
      {suggestions.length > 0 && (
        <datalist id={id}>
          {suggestions.map((region) => (
            <option key={region} value={region} />
          ))}
        </datalist>
      )}
    </>
  );
}

function Jurisdiction({ field }: { field: GuideField }): ReactNode {
  const { setup: words } = useStrings();
  const { draft, edit } = useWizard();
  return (
    <Select
      label={field.label}
      hint={field.help}
      value={draft.jurisdiction}
      options={[
        { value: '', label: words.jurisdictions.none },
        { value: 'eu', label: words.jurisdictions.eu },
        { value: 'fedramp', label: words.jurisdictions.fedramp },
      ]}
      onChange={(jurisdiction) => edit({ jurisdiction })}
    />
  );
}

/** The main process keeps it and never gives it back: what is shown here was typed just now. */
function Secret({ field, pressed }: { field: GuideField; pressed: boolean }): ReactNode {
  const { setup: words } = useStrings();
  const { draft, edit } = useWizard();
  const [typed, setTyped] = useState('');
  const note = useNote('secretAccessKey', pressed);
  return (
    <SecretField
      label={field.label}
      hint={field.help}
      note={note}
      placeholder={draft.hasSecretAccessKey && typed === '' ? words.secretKept : field.example}
      value={typed}
      onChange={(secretAccessKey) => {
        setTyped(secretAccessKey);
        edit({ secretAccessKey });
      }}
    />
  );
}

function Folder({ field, pressed }: { field: GuideField; pressed: boolean }): ReactNode {
  const { setup: words } = useStrings();
  const { draft, edit } = useWizard();
  const note = useNote('bucket', pressed);
  const action = useAction();
  const choose = (): void =>
    void action.run(async () => {
      const { path } = await ask('setup.chooseFolder', {});
      if (path !== null) edit({ bucket: path });
    });
  return (
    <>
      <TextField
        label={field.label}
        hint={field.help}
        note={note}
        mono
        placeholder={field.example}
        value={draft.bucket}
        onChange={(bucket) => edit({ bucket })}
      />
      <div>
        <Button icon="folder" busy={action.busy} onClick={choose}>
          {words.chooseFolder}
        </Button>
      </div>
      <ActionProblem action={action} />
    </>
  );
}

function Advanced({ guide, pressed }: GuideFieldsProps): ReactNode {
  const { setup: words, components } = useStrings();
  const { draft, edit } = useWizard();
  const note = useNote('prefix', pressed);
  return (
    <details className="advanced" open={draft.prefix !== '' || draft.pathStyle !== null}>
      <summary>{words.advanced}</summary>
      <div className="stack">
        <TextField
          label={words.prefix}
          hint={words.prefixHint}
          aside={components.optional}
          mono
          note={note}
          value={draft.prefix}
          onChange={(prefix) => edit({ prefix })}
        />
        {guide.provider === 's3-compatible' && (
          <Select
            label={words.pathStyle}
            hint={words.pathStyleHint}
            value={draft.pathStyle === null ? 'auto' : draft.pathStyle ? 'path' : 'host'}
            options={[
              { value: 'auto', label: words.pathStyles.auto },
              { value: 'path', label: words.pathStyles.path },
              { value: 'host', label: words.pathStyles.host },
            ]}
            onChange={(chosen) => edit({ pathStyle: chosen === 'auto' ? null : chosen === 'path' })}
          />
        )}
      </div>
    </details>
  );
}
