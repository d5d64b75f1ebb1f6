import t from 'tap';
import { interruptedOn } from './interrupted.ts';

interruptedOn(t, ['vsftpd', 'vsftpd-plain', 'vsftpd-no-times', 'vsftpd-hides-dot-names']);
