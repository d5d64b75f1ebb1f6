import t from 'tap';
import { carriedOn } from './carried.ts';

carriedOn(t, ['proftpd']);
