;; From the signed contract to the first payment.

(defrule activate-funded-accounts
  "An application that is ready to fund, with complete terms, becomes a live account."
  :when (and (= loan-status "Application")
             (= loan-sub-status "Ready to fund")
             setup-is-setup-valid
             (not loan-active))
  :then [(account/activate)
         (loan/set {:loan-status "Open" :loan-sub-status "Repaying"})]
  :preactivation true)

(defrule welcome-call
  "Call every new borrower a week after the account came on the books."
  :when (and (= loan-status "Open") (<= status-loan-age 5))
  :then [(loan/set {:follow-up-date {:base :current-date :plus-days 7}})]
  :once :never-again)

(defrule first-payment-watch
  "Accounts younger than 60 days that are already more than 10 days late go on the watch list."
  :when (and (= loan-status "Open")
             (< status-loan-age 60)
             (> status-days-past-due 10))
  :then [(loan/set {:add-portfolios ["Watch"]})]
  :examples [{:given {:loan-status "Open" :status-loan-age 59 :status-days-past-due 11} :fires true}
             {:given {:loan-status "Open" :status-loan-age 60 :status-days-past-due 11} :fires false}
             {:given {:loan-status "Open" :status-loan-age 59 :status-days-past-due 10} :fires false}])
