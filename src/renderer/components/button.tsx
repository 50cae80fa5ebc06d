import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './spinner.tsx';

type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'disabled'> {
  /** One `primary` on a screen at most. */
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** It is being done: the button keeps its focus and does nothing. */
  readonly busy?: boolean;
  /** Not now; stays reachable by keyboard, so that its description can be read. */
  readonly unavailable?: boolean;
  readonly small?: boolean;
  readonly children: ReactNode;
}

export function Button({
  kind = 'secondary',
  icon,
  busy = false,
  unavailable = false,
  small = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps): ReactNode {
  const idle = !busy && !unavailable;
  return (
    <button
      {...rest}
      type={type}
      className={`button button--${kind}${small ? ' button--small' : ''}`}
      aria-busy={busy || undefined}
      aria-disabled={idle ? undefined : true}
      onClick={(event) => {
        if (idle) onClick?.(event);
        else event.preventDefault();
      }}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} size={small ? 16 : 20} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children' | 'title'> {
  readonly icon: IconName;
  /** What it does; also shown on hover. */
  readonly label: string;
}

/** A button without a visible word. */
export function IconButton({ icon, label, type = 'button', ...rest }: IconButtonProps): ReactNode {
  return (
    <button {...rest} type={type} className="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
