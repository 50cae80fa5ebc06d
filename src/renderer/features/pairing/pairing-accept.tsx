import { useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { TextArea, TextField } from '../../components/text-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { pictureOf, toBase64 } from './image-file.ts';
import './pairing.css';

/**
 * Takes what another device shows: the text, or a picture of the QR code (opened, dropped or pasted), and the
 * one-time code.
 */
export function PairingAccept({ onAccepted }: { onAccepted: () => Promise<void> }): ReactNode {
  const { pairing: words } = useStrings();
  const [text, setText] = useState('');
  const [code, setCode] = useState('');
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState('');
  const action = useAction();

  const take = (found: string | null, missing: string): void => {
    if (found !== null) setText(found);
    setSaid(found === null ? missing : words.found);
  };
  const read = (file: File): void =>
    void action.run(async () => {
      const { text: found } = await ask('pairing.readImage', { image: await toBase64(file) });
      take(found, words.nothingFound);
    });
  const open = (): void =>
    void action.run(async () => {
      const { text: found } = await ask('pairing.openImage', {});
      if (found !== null) take(found, '');
    });
  const paste = (): void =>
    void action.run(async () => take((await ask('pairing.paste', {})).text, words.nothingPasted));
  const accept = (): void =>
    void action.run(async () => {
      await ask('pairing.accept', { text: text.trim(), code: code.trim() });
      await onAccepted();
    });
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = pictureOf(event.dataTransfer);
    if (file) read(file);
    else take(event.dataTransfer.getData('text/plain') || null, words.nothingFound);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const file = pictureOf(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    read(file);
  };
  const ready = text.trim() !== '' && code.trim() !== '';
  return (
    <div
      className={over ? 'drop drop--over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <TextArea
        label={words.textOfOther}
        hint={words.textHint}
        mono
        value={text}
        onChange={(value) => {
          setText(value);
          setSaid('');
        }}
      />
      <div className="cluster">
        <Button small icon="copy" onClick={paste}>
          {words.paste}
        </Button>
        <Button small icon="pairing" onClick={open}>
          {words.openPicture}
        </Button>
        <span className="muted small" role="status">
          {said}
        </span>
      </div>
      <TextField
        label={words.oneTimeCode}
        hint={words.oneTimeHint}
        mono
        value={code}
        onChange={setCode}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && ready) {
            event.preventDefault();
            accept();
          }
        }}
      />
      <ActionProblem action={action} />
      <div>
        <Button kind="primary" busy={action.busy} unavailable={!ready} onClick={accept}>
          {words.accept}
        </Button>
      </div>
    </div>
  );
}
