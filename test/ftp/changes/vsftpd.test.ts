import t from 'tap';
import { carriedOn } from './carried.ts';

carriedOn(t, ['vsftpd', 'vsftpd-plain', 'vsftpd-no-times', 'vsftpd-hides-dot-names']);
