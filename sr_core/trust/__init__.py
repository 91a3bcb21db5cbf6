"""How far a result can be trusted: error bars whose coverage was measured."""
