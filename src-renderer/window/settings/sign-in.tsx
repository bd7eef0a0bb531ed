// The ways in: browser, device code, API key, practice. Used by Settings and by the first steps.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { AccountState } from '../../../src-main/contract/state.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { t } from '../../words/words.ts';
import { copyText } from '../copy-text.ts';

export function SignInWays({ practice = false }: { readonly practice?: boolean }): ComponentChildren {
  const [withKey, setWithKey] = useState(false);
  const [key, setKey] = useState('');
  const store = (): void => {
    if (key.trim() === '') return;
    void run('account.setApiKey', { key }).then((done) => done !== undefined && setWithKey(false));
    setKey('');
  };
  return (
    <div class="ways">
      <button type="button" class="b fill" onClick={() => void run('account.signIn', { method: 'browser' })}>
        {t('signInBrowser')}
      </button>
      <button type="button" class="b line" onClick={() => void run('account.signIn', { method: 'device' })}>
        {t('signInDevice')}
      </button>
      <button type="button" class="b" aria-expanded={withKey} onClick={() => setWithKey(!withKey)}>
        {t('useApiKey')}
      </button>
      {practice && (
        <button type="button" class="b" onClick={() => void run('account.practice', { on: true })}>
          {t('practiceFirst')}
        </button>
      )}
      {withKey && (
        <form
          class="key-form"
          onSubmit={(event) => {
            event.preventDefault();
            store();
          }}
        >
          <input
            type="password"
            class="field mono w"
            aria-label={t('apiKey')}
            placeholder="sk-…"
            autocomplete="off"
            maxLength={500}
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
          <button type="submit" class="b line">
            {t('store')}
          </button>
        </form>
      )}
    </div>
  );
}

export function SigningIn({
  signingIn,
}: {
  readonly signingIn: NonNullable<AccountState['signingIn']>;
}): ComponentChildren {
  const { method, code, url } = signingIn;
  return (
    <div class="ways">
      <p class="signing" role="status">
        {method === 'browser' ? t('continueInBrowser') : code === undefined ? t('askingForCode') : t('enterCode')}
      </p>
      {code !== undefined && (
        <p class="code">
          <strong class="mono selectable">{code}</strong>
          <button
            type="button"
            class="b small icon"
            aria-label={t('copyCode')}
            title={t('copyCode')}
            onClick={() => copyText(code)}
          >
            <Icon name="copy" />
          </button>
        </p>
      )}
      {url !== undefined && (
        <button type="button" class="b small line" onClick={() => void run('app.openExternal', { target: 'sign-in' })}>
          {t('openPage')}
        </button>
      )}
      <button type="button" class="b small" onClick={() => void run('account.cancelSignIn')}>
        {t('cancel')}
      </button>
    </div>
  );
}
