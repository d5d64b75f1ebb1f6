import { Redirect, Route, Switch } from 'wouter';
import { useFollowedStatus } from '../api/status';
import { EmptyState } from '../components/EmptyState';
import { ItemPage } from '../item/ItemPage';
import { TokensPage } from '../account/TokensPage';
import { GroupsPage } from '../items/GroupsPage';
import { ItemsPage } from '../items/ItemsPage';
import { Fallback } from './Fallback';
import { Shell } from './Shell';

type ItemPlace = { readonly name: string; readonly tab?: string; readonly detail?: string };

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
          <Route path="/items">
            <Redirect to="/" replace />
          </Route>
          <Route path="/groups">
            <GroupsPage />
          </Route>
          <Route path="/tokens">
            <TokensPage />
          </Route>
          <Route<ItemPlace> path="/item/:name/:tab?/:detail?">
            {({ name, tab, detail }) => (
              <ItemPage key={name} name={name} tab={tab ?? 'overview'} detail={detail} />
            )}
          </Route>
          <Route>
            <EmptyState title="There is nothing here">Choose Items or Groups above.</EmptyState>
          </Route>
        </Switch>
      </Fallback>
    </Shell>
  );
}
