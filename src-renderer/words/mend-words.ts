// The label of the button that mends a problem.
import type { Mend } from '../../src-main/contract/error-table.ts';
import { t } from './words.ts';

export function mendWord(mend: Exclude<Mend, 'none' | 'wait'>): string {
  switch (mend) {
    case 'sign-in':
      return t('signIn');
    case 'retry':
      return t('retry');
    case 'open-settings':
      return t('openSettings');
    case 'open-doctor':
      return t('openDoctor');
    case 'choose-microphone':
      return t('chooseMicrophone');
    case 'choose-hotkey':
      return t('chooseAnother');
    case 'free-disk':
      return t('freeDisk');
    case 'install-recorder':
    case 'install-converter':
    case 'install-clipboard':
      return t('how');
  }
}
