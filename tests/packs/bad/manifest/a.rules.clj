(defrule fine :when true :then [(account/archive)])
