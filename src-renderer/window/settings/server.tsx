// The OpenAI-compatible server: on or off, where it is, its key (never in this page) and a line that tries it.
import type { ComponentChildren } from 'preact';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { t } from '../../words/words.ts';
import { copyText } from '../copy-text.ts';
import { showToast } from '../toasts.tsx';
import { Switch } from './controls.tsx';
import { labelId, SettingRow } from './setting-row.tsx';

interface RowProps {
  readonly terms: readonly string[];
}

function useAddress(): string {
  const address = useAppState(({ server }) => server.address);
  const port = useSettings(({ server }) => server.port);
  return `${(address ?? `http://127.0.0.1:${port}`).replace(/\/v1\/?$/, '')}/v1`;
}

export function ServerSwitch({ terms }: RowProps): ComponentChildren {
  const server = useAppState((state) => state.server);
  const enabled = useSettings((settings) => settings.server.enabled);
  const hint = {
    off: t('setServerHint'),
    starting: t('serverStarting'),
    on: t('serverOn'),
    failed: t('setServerHint'),
  }[server.kind];
  return (
    <SettingRow name="server.enabled" label={t('setServer')} hint={hint} terms={terms} error={server.error ?? null}>
      <Switch labelledBy={labelId('server.enabled')} on={enabled} change={(on) => void run('server.set', { on })} />
    </SettingRow>
  );
}

export function ServerAddress({ terms }: RowProps): ComponentChildren {
  const address = useAddress();
  return (
    <SettingRow name="server.address" label={t('address')} terms={terms}>
      <span class="copyline mono selectable">{address}</span>
      <CopyButton
        label={t('copyAddress')}
        copy={() => {
          copyText(address);
          showToast({ text: t('copied') }, 2500);
        }}
      />
    </SettingRow>
  );
}

export function ServerKey({ terms }: RowProps): ComponentChildren {
  return (
    <SettingRow name="server.key" label={t('key')} hint={t('serverKeyHint')} terms={terms}>
      <span class="copyline mono" role="img" aria-label={t('keyHidden')}>
        sotto_••••••••••••
      </span>
      <CopyButton label={t('copyKey')} copy={() => void copied('server.copyKey')} />
      <button type="button" class="b small line" onClick={() => void rotate()}>
        {t('rotate')}
      </button>
    </SettingRow>
  );
}

export function ServerCurl({ terms }: RowProps): ComponentChildren {
  const address = useAddress();
  return (
    <SettingRow
      name="server.curl"
      label={t('tryIt')}
      hint={t('tryItHint')}
      terms={terms}
      more={
        <div class="curl-box">
          <pre class="curl mono selectable">{`curl ${address}/audio/transcriptions \\\n  -H "Authorization: Bearer $SOTTO_SERVER_KEY" \\\n  -F model=whisper-1 -F file=@take.wav`}</pre>
          <CopyButton label={t('copyCurl')} copy={() => void copied('server.copyCurl')} />
        </div>
      }
    />
  );
}

function CopyButton({ label, copy }: { readonly label: string; readonly copy: () => void }): ComponentChildren {
  return (
    <button type="button" class="b icon" aria-label={label} title={label} onClick={copy}>
      <Icon name="copy" />
    </button>
  );
}

async function copied(command: 'server.copyKey' | 'server.copyCurl'): Promise<void> {
  if ((await run(command)) !== undefined) showToast({ text: t('copied') }, 2500);
}

async function rotate(): Promise<void> {
  if ((await run('server.rotateKey')) !== undefined) showToast({ text: t('keyRotated') }, 6000);
}
