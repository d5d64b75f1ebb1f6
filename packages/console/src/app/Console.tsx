import { Route, Switch } from 'wouter';
import { useFollowedStatus } from '../api/status';
import { EmptyState } from '../components/EmptyState';
import { ItemPage } from '../item/ItemPage';
import { TokensPage } from '../account/TokensPage';
import { GroupsPage } from '../items/GroupsPage';
import { ItemsPage } from '../items/ItemsPage';
import { Fallback } from './Fallback';
import { Shell } from './Shell';

/** What a signed-in person sees. */
export function Console() {
  useFollowedStatus();
  return (
    <Shell>
      <Fallback>
        <Switch>
          <Route path="/">
            <ItemsPage />
          </Route>
          <Route path="/groups">
            <GroupsPage />
          </Route>
          <Route path="/tokens">
            <TokensPage />
          </Route>
          <Route path="/item/:name/:tab?">
            {({ name, tab }) => <ItemPage key={name} name={name} tab={tab ?? 'overview'} />}
          </Route>
          <Route>
            <EmptyState title="There is nothing here">Choose Items or Groups above.</EmptyState>
          </Route>
        </Switch>
      </Fallback>
    </Shell>
  );
}
