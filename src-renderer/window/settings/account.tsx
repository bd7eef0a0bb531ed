// Who is signed in, how to sign in, and what is left of the plan. The API key goes out and never comes back.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Usage } from '../../../src-main/contract/commands.ts';
import type { AccountState } from '../../../src-main/contract/state.ts';
import { useAppState } from '../../parts/app-stores.ts';
import { CommandError, rpc, run } from '../../parts/bridge.ts';
import { useNow } from '../../parts/clock.ts';
import { Track } from '../../parts/meters.tsx';
import { useRescuedFocus } from '../../parts/rescued-focus.ts';
import { moment, percent } from '../../words/format.ts';
import { errorHint, errorMessage, t, tn } from '../../words/words.ts';
import { SettingRow } from './setting-row.tsx';
import { SignInWays, SigningIn } from './sign-in.tsx';

export function planName(plan: string): string {
  return plan === '' ? 'ChatGPT' : `ChatGPT ${plan.charAt(0).toUpperCase()}${plan.slice(1)}`;
}

function accountWords(account: AccountState): { readonly name: string; readonly about: string } {
  switch (account.kind) {
    case 'unknown':
      return { name: t('accountUnknown'), about: '' };
    case 'signed-out':
      return { name: t('signedOut'), about: t('signedOutHint') };
    case 'chatgpt':
      return {
        name: account.email ?? t('signedIn'),
        about: t('accountChatGpt', { plan: planName(account.plan ?? '') }),
      };
    case 'apikey':
      return {
        name: t('accountApiKey'),
        about: [t('accountApiKeyHint'), ...(account.given ? [t('accountExplicitHint')] : [])].join(' '),
      };
    case 'pat':
      return {
        name: account.email ?? t('accountToken'),
        about: t(account.given ? 'accountExplicitHint' : 'accountTokenHint'),
      };
    case 'explicit':
      return { name: t('accountExplicit'), about: t('accountExplicitHint') };
    case 'practice':
      return { name: t('practiceOn'), about: t('practiceOnHint') };
    case 'broken':
      return {
        name: account.error ? errorMessage(account.error) : t('accountBroken'),
        about: account.error ? errorHint(account.error) : '',
      };
  }
}

export function Account({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const account = useAppState((state) => state.account);
  const { name, about } = accountWords(account);
  useRescuedFocus(`${account.kind} ${account.signingIn?.method}`, '[data-setting="account.who"] button');
  const signedIn = ['chatgpt', 'apikey', 'pat'].includes(account.kind);
  return (
    <>
      <SettingRow
        name="account.who"
        label={name}
        hint={about}
        terms={terms}
        more={
          account.signingIn ? (
            <SigningIn signingIn={account.signingIn} />
          ) : (
            !signedIn && account.kind !== 'explicit' && account.kind !== 'practice' && <SignInWays />
          )
        }
      >
        {signedIn && !account.given && (
          <button type="button" class="b line" onClick={() => void run('account.signOut')}>
            {t('signOut')}
          </button>
        )}
        {account.kind === 'practice' && (
          <button type="button" class="b line" onClick={() => void run('account.practice', { on: false })}>
            {t('endPractice')}
          </button>
        )}
      </SettingRow>
      {account.kind === 'chatgpt' && <UsageBars account={account.email ?? ''} />}
    </>
  );
}

function UsageBars({ account }: { readonly account: string }): ComponentChildren {
  const [usage, setUsage] = useState<Usage | null>(null);
  const [failed, setFailed] = useState('');
  const now = useNow(60_000);
  useEffect(() => {
    let wanted = true;
    rpc('account.usage')
      .then((answer) => wanted && setUsage(answer))
      .catch((thrown: unknown) => {
        if (!(thrown instanceof CommandError)) throw thrown;
        if (wanted) setFailed(errorMessage(thrown.report));
      });
    return () => {
      wanted = false;
    };
  }, [account]);
  if (failed !== '') return <p class="use-none small hush">{failed}</p>;
  if (!usage) return <p class="use-none small hush">{t('askingUsage')}</p>;
  if (usage.windows.length === 0) return <p class="use-none small hush">{t('noUsage')}</p>;
  return usage.windows.map((window) => {
    const name = windowName(window.name, window.windowMinutes);
    return (
      <div class="use" key={window.name}>
        <span>{name}</span>
        <Track share={window.usedPercent / 100} label={t('usedOf', { name })} mend={window.usedPercent >= 80} />
        <span class="num">{percent(window.usedPercent / 100)}</span>
        <span class="hush">
          {window.resetsAt === undefined ? '' : t('fullAgain', { time: moment(window.resetsAt, now) })}
        </span>
      </div>
    );
  });
}

function windowName(name: string, minutes: number | undefined): string {
  if (minutes === undefined) return name;
  if (minutes === 7 * 24 * 60) return t('week');
  if (minutes % (24 * 60) === 0) return tn('days', minutes / (24 * 60));
  return minutes % 60 === 0 ? tn('hours', minutes / 60) : tn('minutes', minutes);
}
