import { useContext } from 'react';
import { PlacesContext } from './places.js';

/** The way to the console's other pages; what belongs to a service that is not there is left out. */
export function Navigation() {
  const { loansUrl, scoringUrl, recommendationsUrl } = useContext(PlacesContext);
  const links = [
    { page: '/', name: 'Held payments' },
    ...(scoringUrl === null
      ? []
      : [
          { page: '/models', name: 'Models' },
          { page: '/rules', name: 'Rules' },
          { page: '/budget', name: 'Budget' },
        ]),
    { page: '/second-looks', name: 'Second looks' },
    { page: '/dashboards', name: 'Dashboards' },
    ...(loansUrl === null ? [] : [{ page: '/loans', name: 'Loans' }]),
    ...(recommendationsUrl === null ? [] : [{ page: '/recommendations', name: 'Recommendations' }]),
  ];
  return (
    <nav className="pages" aria-label="Pages">
      {links
        .filter(({ page }) => page !== location.pathname)
        .map(({ page, name }) => (
          <a key={page} href={page}>
            {name}
          </a>
        ))}
    </nav>
  );
}
